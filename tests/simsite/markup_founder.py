from .markup_hxnews import article, listing
