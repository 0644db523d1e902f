//! Pictures of the site: what each file is, what the file next to it says, and what a text shows of it.
//!
//! Looks at what `load` saw in a file, never into it. A picture that cannot be shown is reported where a text shows it, and at its own
//! file where none does.

use super::lookup::InFile;
use super::site::{FileId, Files};
use super::target::path_of;
use crate::base::bounds::{PICTURE_BYTES, PICTURE_PIXELS};
use crate::base::diagnostic::{Code, Diagnostic, Span};
use crate::base::memo::{Gathered, Memo};
use crate::base::path::{Address, SourcePath};
use crate::base::reads::{Recorded, view};
use crate::base::table::Table;
use crate::load::{SourceFile, Sources, picture_of_note};
use crate::model::picture::{self, PictureNote};
use crate::parse::body::{Body, Element, Medium, Node, Resolved, Target};
use crate::parse::figure::{Credit, Loading, ShownPicture};
use crate::parse::yaml::Word;
use crate::picture::{Picture, Unusable};
use std::sync::Arc;

/// A picture that is published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PublishedPicture {
    pub path: SourcePath,
    pub looked: Result<Picture, Unusable>,
    pub note: Option<Arc<PictureNote>>,
}

type Noted = (Arc<PictureNote>, Arc<Vec<Diagnostic>>);

/// What this remembers between builds.
#[derive(Debug, Default)]
pub(crate) struct PicturesCache {
    notes: Memo<SourcePath, SourceFile, (), Noted>,
    reported: Gathered<SourcePath, Noted, Diagnostic>,
    published: Recorded<Address, SourcePath, (), PicturesView, Arc<PublishedPicture>>,
}

view! {
    /// What is published as a picture.
    struct PicturesView {
        sources: SourcePath => SourceFile,
        notes: SourcePath => Noted,
    }
}

/// The pictures among the published files, by their addresses.
pub(crate) fn pictures(
    sources: &Sources,
    files: &Files,
    memory: &mut PicturesCache,
    diagnostics: &mut Vec<Diagnostic>,
) -> Table<Address, Arc<PublishedPicture>> {
    let notes = memory.notes.answer(&sources.files, &(), |path, file, ()| match file {
        SourceFile::Text(text) if picture_of_note(path).is_some() => {
            let (note, found) = picture::note(path, text);
            Some((Arc::new(note), Arc::new(found)))
        }
        _ => None,
    });
    diagnostics.extend(memory.reported.of(&notes, |(_, found)| found));
    let is_alone = |path: &&SourcePath| picture_of_note(path).is_some_and(|of| !sources.files.contains_key(&of));
    diagnostics.extend(notes.keys().filter(is_alone).map(no_picture));
    let view = PicturesView { sources: sources.files.clone(), notes };
    memory.published.answer(&files.by_address, &(), view, |_, path, (), reading| {
        let SourceFile::Picture(_, looked) = reading.sources().get(path)? else { return None };
        let note = ["yaml", "yml"].iter().find_map(|ending| {
            reading.notes().get(&SourcePath::new(format!("{path}.{ending}"))).map(|(note, _)| note.clone())
        });
        Some(Arc::new(PublishedPicture { path: path.clone(), looked: looked.clone(), note }))
    })
}

fn no_picture(note: &SourcePath) -> Diagnostic {
    let of = picture_of_note(note).map_or(String::new(), |path| path.file_name().to_owned());
    let message = format!("This file is about {of}, which is not next to it.");
    let help = format!("Rename it after the picture:  photo.jpg.{}  is about  photo.jpg", note.extension());
    Diagnostic::warning(Code::BadPicture, note, None, message).help(help)
}

/// What is wrong with pictures that no text shows.
pub(crate) fn of_unshown<'a>(
    pictures: &'a Table<Address, Arc<PublishedPicture>>,
    shown: &'a Table<Address, Table<FileId, ()>>,
) -> impl Iterator<Item = Diagnostic> + 'a {
    let unshown = pictures.iter().filter(|(address, _)| !shown.contains_key(*address));
    unshown.filter_map(|(_, picture)| unusable(picture, &picture.path, None))
}

/// The mistake that a picture cannot be shown.
fn unusable(picture: &PublishedPicture, path: &SourcePath, span: Option<Span>) -> Option<Diagnostic> {
    let unusable = picture.looked.as_ref().err()?;
    let (message, help) = in_words(unusable, &picture.path);
    Some(Diagnostic::error(Code::BadPicture, path, span, message).help(help))
}

fn in_words(unusable: &Unusable, path: &SourcePath) -> (String, String) {
    let name = path.file_name();
    let again = "Copy or export it again from where it comes.".to_owned();
    match unusable {
        Unusable::Empty => (format!("{name} is empty."), again),
        Unusable::CutOff => (format!("{name} ends too early: a part of the picture is missing."), again),
        Unusable::Damaged(why) => (format!("{name} cannot be shown: {why}."), "Save it as JPEG or PNG.".to_owned()),
        Unusable::Other(Some(really)) => (
            format!("{name} is not what its name says: it is of the kind {really}."),
            format!("Rename it:  {}.{really}", path.stem()),
        ),
        Unusable::Other(None) => {
            (format!("{name} is not a picture, whatever its name says."), "Save it as JPEG or PNG.".to_owned())
        }
        Unusable::NotForBrowsers => (
            format!("{name} is of a kind that browsers do not show, and may say where it was taken."),
            "Save it as JPEG, or as PNG if it is a drawing.".to_owned(),
        ),
        Unusable::TooManyPixels(width, height) => (
            format!("{name} has {width} × {height} pixels; the most is {PICTURE_PIXELS} together."),
            "Scale it to a width of 2000 pixels.".to_owned(),
        ),
        Unusable::TooManyBytes(len) => (
            format!("{name} has {len} bytes; the most is {PICTURE_BYTES}."),
            "Scale it to a width of 2000 pixels and save it as JPEG.".to_owned(),
        ),
        Unusable::Metadata => (
            format!("{name} has metadata, such as where it was taken, which cannot be taken out of an AVIF."),
            "Save it without metadata, or as JPEG or PNG.".to_owned(),
        ),
    }
}

/// The pictures of a body, with what each shows. `links` are where its links lead.
pub(crate) fn shown(body: &Body, links: &[Resolved], look: &mut InFile<'_>) -> Box<[ShownPicture]> {
    let mut shown: Vec<ShownPicture> = Vec::new();
    for (node, what) in body.nodes.iter().enumerate() {
        match what {
            Node::Image(image) if image.medium == Medium::Picture => {
                let Some(span) = body.links.get(image.link).map(|link| link.span.clone()) else { continue };
                let published = links.get(image.link).and_then(|to| look.picture_at(to));
                let leads_somewhere = matches!(links.get(image.link), Some(Resolved::To { .. } | Resolved::Away));
                let mut picture = look.picture(published, &span);
                picture.node = node;
                picture.loading = if shown.is_empty() { Loading::Eager } else { Loading::Lazy };
                match image.alt.trim() {
                    "" if image.is_decoration => picture.alt = "".into(),
                    "" if picture.alt.is_empty() && leads_somewhere => look.no_alt(span, is_embed(body, image.link)),
                    "" => {}
                    alt => picture.alt = alt.into(),
                }
                if !image.title.trim().is_empty() {
                    picture.caption = image.title.trim().into();
                }
                let is_alone = matches!(body.nodes.get(node.wrapping_sub(1)), Some(Node::Open(Element::Paragraph)))
                    && matches!(body.nodes.get(node + 1), Some(Node::Close));
                picture.is_figure = is_alone && (!picture.caption.is_empty() || picture.credit.is_some());
                shown.push(picture);
            }
            Node::Open(Element::Html(tag)) if &*tag.name == "img" => {
                if tag.attribute("alt").is_none() {
                    look.no_alt(tag.span.clone(), false);
                }
                for to in tag.addresses.iter().filter_map(|(_, link)| links.get(*link)) {
                    // Only noted, and reported if it cannot be shown: it stands as it was written.
                    let published = look.picture_at(to);
                    look.picture(published, &tag.span);
                }
            }
            _ => {}
        }
    }
    shown.into()
}

fn is_embed(body: &Body, link: usize) -> bool {
    body.links.get(link).is_some_and(|link| matches!(link.target, Target::Embed(_)))
}

impl InFile<'_> {
    /// The picture that an article has above its text: an address of the site that `word` was found to be.
    pub(crate) fn own_picture(&mut self, word: &Word, address: &str) -> Option<Arc<ShownPicture>> {
        let published = self.published(address)?;
        let shown = self.picture(Some(published), &word.span);
        shown.file.is_some().then(|| Arc::new(ShownPicture { loading: Loading::First, is_figure: true, ..shown }))
    }

    fn picture_at(&self, to: &Resolved) -> Option<(Address, Arc<PublishedPicture>)> {
        match to {
            Resolved::To { address, .. } => self.published(address),
            _ => None,
        }
    }

    fn published(&self, address: &str) -> Option<(Address, Arc<PublishedPicture>)> {
        // That of a page of ours begins with one stroke; another's picture is not published here.
        let own = path_of(address);
        let address = Address::new(own.starts_with('/').then_some(own)?);
        let picture = self.places.picture(&address)?.clone();
        Some((address, picture))
    }

    /// What is shown of a picture of the site, or of another's.
    fn picture(&mut self, published: Option<(Address, Arc<PublishedPicture>)>, span: &Span) -> ShownPicture {
        let Some((address, published)) = published else { return ShownPicture::default() };
        self.diagnostics.extend(unusable(&published, self.file(), Some(span.clone())));
        self.pictures.push(address.clone());
        let note = published.note.as_deref().cloned().unwrap_or_default();
        let picture = published.looked.as_ref().ok().copied();
        if picture.is_some_and(|picture| picture.is_cmyk) {
            let message =
                format!("{} has the colours of print (CMYK), so its colours are a guess.", published.path.file_name());
            let help = "Save it with the colours of screens: sRGB.";
            self.diagnostics.push(Diagnostic::warning(Code::BadPicture, self.file(), span.clone(), message).help(help));
        }
        let text = |text: Option<String>| text.map_or_else(Arc::default, |text| Arc::from(text.trim()));
        let credit = Credit {
            text: note.credit.unwrap_or_default(),
            licence: note.licence.map(|licence| (licence.name, licence.url)),
            source: note.source,
        };
        ShownPicture {
            alt: text(note.alt),
            caption: text(note.caption),
            credit: (credit != Credit::default()).then(|| Arc::new(credit)),
            file: picture.map(|picture| (Arc::from(address.encoded()), picture)),
            ..ShownPicture::default()
        }
    }

    fn no_alt(&mut self, span: Span, is_embed: bool) {
        let message = "This picture has no description for readers who do not see it.";
        let help = match is_embed {
            true => {
                "Write one into a file next to the picture:  alt: What it shows  Or show it as  ![What it shows](photo.jpg)"
            }
            false => {
                "Say what it shows:  ![A queue in front of a shop](photo.jpg)  If it only decorates:  ![\"\"](photo.jpg)"
            }
        };
        self.diagnostics.push(Diagnostic::warning(Code::NoAlt, self.file(), span, message).help(help));
    }
}
