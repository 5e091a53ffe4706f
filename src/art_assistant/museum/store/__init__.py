"""The store of published galleries: versions side by side in a folder or a bucket, and the names that point at them."""
