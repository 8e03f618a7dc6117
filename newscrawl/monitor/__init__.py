"""What the people who run it see: the summary at the end of a crawl."""
