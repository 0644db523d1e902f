//! What the pictures of a page weigh: what a browser loads of them on a phone and on a wide screen.

use super::Page;
use crate::base::path::{Address, decoded};
use crate::link::LinkedItem;
use crate::parse::figure::ShownPicture;
use crate::plan::pictures::{Make, PictureJob};
use crate::plan::{PagePlan, Plan};

/// The widths of windows for which it is said.
const WINDOWS: [u32; 2] = [390, 1440];

/// A line on the pictures of a page; nothing where it shows none of the site. `weight` knows the bytes of a file that was made.
pub(super) fn line(
    page: &Page<'_>,
    plan: &Plan,
    weight: &dyn Fn(&PictureJob, &Make) -> Option<usize>,
) -> Option<String> {
    let shown = shown(page);
    let count = shown.len();
    if count == 0 {
        return None;
    }
    let total = |window: u32| shown.iter().map(|picture| bytes(picture, window, plan, weight)).sum::<Option<usize>>();
    let sums: Option<Vec<usize>> = WINDOWS.into_iter().map(total).collect();
    Some(match sums.as_deref() {
        Some([phone, wide]) => format!(
            "{count}, of which browsers load {} kB in a window of {} pixels and {} kB in one of {}",
            phone.div_ceil(1000),
            WINDOWS[0],
            wide.div_ceil(1000),
            WINDOWS[1]
        ),
        _ => format!("{count}; what they weigh is known after  fissure build"),
    })
}

/// The pictures of the site on a page, each as often as it is shown.
fn shown<'a>(page: &Page<'a>) -> Vec<&'a ShownPicture> {
    let address = &page.address;
    let of_file = |item: &'a LinkedItem| match item {
        LinkedItem::Article(linked) if linked.address == *address => {
            Some((linked.picture.as_deref(), &linked.filling.pictures))
        }
        LinkedItem::Profile(own) if own.address == *address => Some((None, &own.filling.pictures)),
        LinkedItem::Page(linked) if linked.address == *address => Some((None, &linked.filling.pictures)),
        _ => None,
    };
    let page = page.site.linked.values().find_map(|file| of_file(&file.value));
    let all = page.into_iter().flat_map(|(own, of_text)| own.into_iter().chain(of_text.iter()));
    all.filter(|picture| picture.file.is_some()).collect()
}

fn bytes(
    picture: &ShownPicture,
    window: u32,
    plan: &Plan,
    weight: &dyn Fn(&PictureJob, &Make) -> Option<usize>,
) -> Option<usize> {
    let (own, _) = picture.file.as_ref()?;
    let path = Address::new(decoded(own)).output_path().ok()?;
    let PagePlan::Picture(job, _) = &**plan.pages.get(&path)? else { return None };
    let make = match picture.loaded_at(window) {
        Some(variant) => variant.made.map_or(Make::Clean, |made| Make::Scaled(variant.width, variant.height, made)),
        None => Make::Clean,
    };
    weight(job, &make)
}
