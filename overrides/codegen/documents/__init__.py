"""The published documents: bundled from `spec/`, in their editions, and the tables read from them."""
