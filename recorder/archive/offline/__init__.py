"""What is shipped inside each package and runs without this product."""
