//! The default theme: this repository's own templates and static files, inside the binary.
//!
//! A site overrides them file by file. Nothing here reads the disk: the table below is filled at compile time, and a
//! test holds it against the folders.

macro_rules! theme {
    ($($path:literal)*) => {
        /// The files of the theme by their path in a site, with their bytes.
        pub const FILES: &[(&str, &[u8])] = &[$(($path, include_bytes!(concat!("../../", $path)))),*];
    };
}

theme! {
    "static/assets/access.css"
    "static/assets/base.css"
    "static/assets/drawings.css"
    "static/assets/facts.css"
    "static/assets/fonts.css"
    "static/assets/fonts/OFL-IBM-Plex.txt"
    "static/assets/fonts/OFL-Newsreader.txt"
    "static/assets/fonts/ibm-plex-sans-condensed-500-latin-ext.woff2"
    "static/assets/fonts/ibm-plex-sans-condensed-500-latin.woff2"
    "static/assets/fonts/ibm-plex-sans-condensed-500.woff2"
    "static/assets/fonts/newsreader-latin-ext.woff2"
    "static/assets/fonts/newsreader-latin.woff2"
    "static/assets/fonts/newsreader.woff2"
    "static/assets/layout.css"
    "static/assets/pages.css"
    "static/assets/parts.css"
    "static/assets/print.css"
    "static/assets/prose.css"
    "static/assets/script.css"
    "static/assets/search-page.css"
    "static/assets/search.css"
    "static/assets/search.js"
    "static/assets/shared.css"
    "static/assets/site.js"
    "static/assets/style.css"
    "static/assets/tokens.css"
    "static/favicon.svg"
    "templates/404.html"
    "templates/_headers"
    "templates/archive.html"
    "templates/article.html"
    "templates/base.html"
    "templates/corrections.html"
    "templates/data.html"
    "templates/dispute.html"
    "templates/disputes.html"
    "templates/entity.html"
    "templates/feed.json"
    "templates/feed.xml"
    "templates/feeds.opml"
    "templates/home.html"
    "templates/index.html"
    "templates/instead.html"
    "templates/llms.txt"
    "templates/map.html"
    "templates/matrix.html"
    "templates/news-sitemap.xml"
    "templates/page.html"
    "templates/partials/access.html"
    "templates/partials/account.html"
    "templates/partials/articles.html"
    "templates/partials/backlinks.html"
    "templates/partials/card.html"
    "templates/partials/changes.html"
    "templates/partials/chip.html"
    "templates/partials/corrections.html"
    "templates/partials/day.html"
    "templates/partials/disputes.html"
    "templates/partials/drawings.html"
    "templates/partials/events.html"
    "templates/partials/facts.html"
    "templates/partials/groups.html"
    "templates/partials/matrix.html"
    "templates/partials/pagination.html"
    "templates/partials/relations.html"
    "templates/partials/statements.html"
    "templates/partials/symbols.html"
    "templates/redirect.html"
    "templates/robots.txt"
    "templates/search.html"
    "templates/security.txt"
    "templates/sitemap-index.xml"
    "templates/sitemap.xml"
    "templates/source.html"
    "templates/timeline.html"
}

#[cfg(test)]
mod tests {
    use super::FILES;

    #[test]
    fn the_sprite_of_the_theme_is_the_one_that_drawings_use() {
        let sprite = FILES.iter().find(|(path, _)| *path == "templates/partials/symbols.html");
        assert_eq!(sprite.map(|(_, bytes)| *bytes), Some(crate::draw::symbols().as_bytes()));
    }
}
