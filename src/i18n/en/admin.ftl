### Pages of admin.
