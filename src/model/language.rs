//! Codes of languages (BCP 47): which are well-formed, which way their scripts run, and what others call them.
//!
//! The form is checked by a library; that there is such a language only as far as two letters go. Never looks at a text
//! to find out its language.

use super::suggest::nearest;
use oxilangtag::LanguageTag;

/// Every language that has two letters (ISO 639-1), with those that were withdrawn and are still written.
const TWO_LETTERS: &str = "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el \
    en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik in io is it iu iw ja ji \
    jv jw ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mo mr ms mt my na nb nd ne \
    ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg sh si sk sl sm sn so sq sr ss st su sv \
    sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu";

/// What is written instead of a code: names, and codes of countries.
const MISTAKEN: [(&str, &str); 46] = [
    ("arabic", "ar"),
    ("bengali", "bn"),
    ("bulgarian", "bg"),
    ("cn", "zh"),
    ("chinese", "zh"),
    ("croatian", "hr"),
    ("cz", "cs"),
    ("czech", "cs"),
    ("danish", "da"),
    ("deutsch", "de"),
    ("dk", "da"),
    ("dutch", "nl"),
    ("english", "en"),
    ("finnish", "fi"),
    ("francais", "fr"),
    ("french", "fr"),
    ("german", "de"),
    ("gr", "el"),
    ("greek", "el"),
    ("hebrew", "he"),
    ("hindi", "hi"),
    ("hungarian", "hu"),
    ("indonesian", "id"),
    ("italian", "it"),
    ("japanese", "ja"),
    ("jp", "ja"),
    ("korean", "ko"),
    ("norwegian", "no"),
    ("persian", "fa"),
    ("farsi", "fa"),
    ("polish", "pl"),
    ("portuguese", "pt"),
    ("romanian", "ro"),
    ("russian", "ru"),
    ("serbian", "sr"),
    ("slovak", "sk"),
    ("spanish", "es"),
    ("swahili", "sw"),
    ("swedish", "sv"),
    ("thai", "th"),
    ("turkish", "tr"),
    ("ua", "uk"),
    ("ukrainian", "uk"),
    ("urdu", "ur"),
    ("us", "en-US"),
    ("vietnamese", "vi"),
];

/// Scripts that run from right to left (ISO 15924).
const RIGHT_TO_LEFT: &str = "adlm arab aran armi avst chrs cprt elym garay hatr hebr hung khar lydi mand mani mend merc mero narb nbat nkoo orkh \
    ougr palm phli phlp phnx prti rohg samr sarb sogd sogo syrc syre syrj syrn thaa yezi";

/// Languages that are written so where no script is given, by CLDR; the second list only in the countries named.
const WRITTEN_SO: &str = "acm ade aeb aii ajp apc apd ar arc arq ary ars arz azb bal bft bgn bqi brh ckb dcc dv fa glk haz he iw ji jpr jrb \
    khw ks lad lki lrc luz mid myz mzn nqo pbt pbu pes pnb prs ps rhg sam sd sdh skr syr trw ug ur yi yud";
const WRITTEN_SO_IN: &str =
    "az-iq az-ir ha-sd kk-af kk-cn kk-ir ku-iq ku-ir ku-lb ky-cn ms-cc pa-pk tg-pk tk-af tk-ir tr-iq uz-af";

/// The languages of the theme that a code may stand for, the nearest first. Chinese is that of the theme only where it is written
/// with simplified signs.
pub(crate) fn theme_languages(code: &str) -> impl Iterator<Item = &str> {
    let [language, script, region] = parts(code);
    let is_traditional =
        language == "zh" && (script == "hant" || ["tw", "hk", "mo"].contains(&&*region) && script.is_empty());
    let primary = code.split('-').next().unwrap_or(code);
    [code, primary].into_iter().filter(move |_| !is_traditional)
}

pub(crate) fn is_code(text: &str) -> bool {
    let Ok(tag) = LanguageTag::parse(text) else { return false };
    // Longer ones are well-formed, and there are none but some that were registered whole, or are private.
    let first = tag.as_str().split('-').next().unwrap_or("").to_ascii_lowercase();
    match first.len() {
        1 | 3 => true,
        2 => is_in(TWO_LETTERS, &first),
        _ => false,
    }
}

/// The code that something was meant to be: `pt_BR`, `pt-BR.UTF-8`, `Japanese`, `jp`.
pub(crate) fn meant(text: &str) -> Option<String> {
    let code = text.replace('_', "-");
    let code = code.split(['.', '@', ' ']).next().unwrap_or("");
    if is_code(code) {
        return LanguageTag::parse_and_normalize(code).ok().map(LanguageTag::into_inner);
    }
    let (first, rest) = code.split_at(code.find('-').unwrap_or(code.len()));
    let plain = deunicode::deunicode(first).to_lowercase();
    let known = |wanted: &str| MISTAKEN.iter().find(|(name, _)| *name == wanted).map(|(_, code)| *code);
    let like = || nearest(&plain, MISTAKEN.iter().map(|(name, _)| *name).filter(|name| name.len() > 3));
    let first = known(&plain).or_else(|| known(like()?))?;
    let with_rest = format!("{first}{rest}");
    Some(if is_code(&with_rest) { with_rest } else { first.to_owned() })
}

fn is_in(list: &str, code: &str) -> bool {
    list.split_whitespace().any(|listed| listed == code)
}

/// The parts of a code that say how it is written, in small letters: the language, its script and its region.
fn parts(code: &str) -> [String; 3] {
    let Ok(tag) = LanguageTag::parse(code) else { return Default::default() };
    [tag.primary_language(), tag.script().unwrap_or(""), tag.region().unwrap_or("")].map(str::to_ascii_lowercase)
}

/// Which way a language is written, for `dir`: by its script, else by the script that it is written in as a rule.
pub(crate) fn direction(code: &str) -> &'static str {
    let [language, script, region] = parts(code);
    let is_right_to_left = match script.as_str() {
        "" => is_in(WRITTEN_SO, &language) || is_in(WRITTEN_SO_IN, &format!("{language}-{region}")),
        script => is_in(RIGHT_TO_LEFT, script),
    };
    if is_right_to_left { "rtl" } else { "ltr" }
}

/// The code that a news sitemap wants: two or three letters of ISO 639, and for Chinese one of two kinds of script.
pub(crate) fn of_news(code: &str) -> String {
    let [language, script, region] = parts(code);
    match (language.as_str(), script.as_str(), region.as_str()) {
        ("zh", "hant", _) | ("zh", "", "tw" | "hk" | "mo") => "zh-tw".to_owned(),
        ("zh", ..) => "zh-cn".to_owned(),
        (language, ..) if matches!(language.len(), 2 | 3) => language.to_owned(),
        _ => "und".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_well_formed_and_of_a_language() {
        for good in
            ["en", "pt-BR", "zh-Hans", "zh-Hant-HK", "de-CH-1996", "es-419", "EN-gb", "yue", "x-ours", "i-klingon"]
        {
            assert!(is_code(good), "{good}");
        }
        for bad in
            ["", "pt_BR", "Japanese", "english", "jp", "e", "en-", "en GB", "en--GB", "abcd", "pt-BR.UTF-8", "日本語"]
        {
            assert!(!is_code(bad), "{bad}");
        }
    }

    #[test]
    fn what_was_meant_is_found() {
        for (written, code) in [
            ("pt_BR", "pt-BR"),
            ("PT_br", "pt-BR"),
            ("pt_BR.UTF-8", "pt-BR"),
            ("zh_hant_tw", "zh-Hant-TW"),
            ("Japanese", "ja"),
            ("japanse", "ja"),
            ("English", "en"),
            ("english_GB", "en-GB"),
            ("Français", "fr"),
            ("jp", "ja"),
            ("cz-CZ", "cs-CZ"),
        ] {
            assert_eq!(meant(written).as_deref(), Some(code), "{written}");
        }
        for nothing in ["", "??", "qqqqq", "日本語"] {
            assert_eq!(meant(nothing), None, "{nothing}");
        }
    }

    #[test]
    fn scripts_run_their_way() {
        let rtl = "ar ar-EG he iw fa fa-IR ur ps sd ug yi dv ckb ku-Arab az-Arab pa-Arab pa-PK AR uz-AF en-Hebr ff-Adlm syr nqo";
        for code in rtl.split(' ') {
            assert_eq!(direction(code), "rtl", "{code}");
        }
        for code in "en ar-Latn ku az az-Latn pa pa-IN uz tr ja zh-Hant ur-Latn yi-Latn sd-Deva x-ar und".split(' ') {
            assert_eq!(direction(code), "ltr", "{code}");
        }
    }

    #[test]
    fn news_have_short_codes() {
        for (code, short) in [
            ("en-GB", "en"),
            ("pt-BR", "pt"),
            ("zh-Hans", "zh-cn"),
            ("zh", "zh-cn"),
            ("zh-CN", "zh-cn"),
            ("zh-Hant-HK", "zh-tw"),
            ("zh-TW", "zh-tw"),
            ("zh-HK", "zh-tw"),
            ("zh-Hans-TW", "zh-cn"),
            ("fil-PH", "fil"),
            ("EN", "en"),
            ("x-ours", "und"),
        ] {
            assert_eq!(of_news(code), short, "{code}");
        }
    }
}
