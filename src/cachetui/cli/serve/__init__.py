"""``--serve``: the screen in browsers, a process of its own for each page that is open."""
