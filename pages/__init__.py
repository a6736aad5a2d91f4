"""One module a page; pages import components and data, never one another."""
