### Pages of oversight.
