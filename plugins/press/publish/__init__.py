"""Sending a release to where readers see it: targets, packing, and the road from build to live site."""
