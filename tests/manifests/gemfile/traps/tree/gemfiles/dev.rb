gem "in_dev"
