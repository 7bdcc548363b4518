"""Files in, one frozen Cluster or every fault out: read, model, check, load."""
