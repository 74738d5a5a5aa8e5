//! Durable jobs: apalis workers over our own job table, and cron schedules.
