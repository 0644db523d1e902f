//! What the numbers of a picture mean, by its profile of the International Color Consortium.

/// The colours of a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Colours {
    /// What browsers take for granted. A profile of gray or of print counts for this: it says nothing of the red, green and blue that
    /// these become.
    Srgb,
    /// Those of phones.
    DisplayP3,
    /// Others, which only their profile can say.
    Other,
}

impl Colours {
    pub fn of(profile: Option<&[u8]>) -> Colours {
        match profile {
            Some(profile) if profile.get(16..20) == Some(b"RGB ") => match () {
                () if is_called(profile, "sRGB") => Colours::Srgb,
                () if is_called(profile, "Display P3") => Colours::DisplayP3,
                () => Colours::Other,
            },
            _ => Colours::Srgb,
        }
    }

    /// Whether a file can name them without the profile.
    pub fn can_be_named(self) -> bool {
        self != Colours::Other
    }
}

/// Whether the description of a profile has a name in it, in one of the codings of its versions.
fn is_called(profile: &[u8], name: &str) -> bool {
    let wide: Vec<u8> = name.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let number = |at: usize| Some(u32::from_be_bytes(profile.get(at..at + 4)?.try_into().ok()?) as usize);
    let tags = number(128).unwrap_or(0).min(200);
    let description = (0..tags).find_map(|n| {
        let at = 132 + n * 12;
        let (from, len) = (number(at + 4)?, number(at + 8)?);
        (profile.get(at..at + 4)? == b"desc").then(|| profile.get(from..from.checked_add(len)?)).flatten()
    });
    let has = |text: &[u8], part: &[u8]| text.windows(part.len()).any(|window| window == part);
    description.is_some_and(|text| has(text, name.as_bytes()) || has(text, &wide))
}
