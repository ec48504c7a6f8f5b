"""What is looked at in the raw files before dbt reads them."""
