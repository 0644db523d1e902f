//! Abbreviations that end in a full stop, and whether a sentence may end with them.
//!
//! The words are facts of usage, gathered from the style guides and lists that each table names: the AP Stylebook, the
//! Bluebook, and the sentence break suppressions of Unicode's CLDR. A word of a language that is a common word of
//! another ("in." for inches, "out." for outubro) is left out. Initials such as "U.S." and "J." are in no table: they are
//! known by their form. This never decides whether a sentence ends; `sentence` does, by what follows.

use foldhash::fast::FixedState;
use std::collections::HashMap;
use std::sync::LazyLock;

/// What a full stop after an abbreviation means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Class {
    /// Something always follows, as after "Mr.".
    Never,
    /// A sentence may end here, as after "Inc.": what follows decides.
    Either,
    /// An abbreviation only before a number, as in "no. 5".
    Number,
}

/// The class of a word that is written with its full stop.
pub(crate) fn class(word: &str) -> Option<Class> {
    if word.len() > LONGEST {
        return None;
    }
    CLASSES.get(word).copied()
}

/// All tables as one. Where two have a word, that of the first counts.
static CLASSES: LazyLock<HashMap<&str, Class, FixedState>> = LazyLock::new(|| {
    let words = TABLES.iter().rev().flat_map(|(words, class)| words.iter().map(|word| (*word, *class)));
    words.collect()
});

/// The length of the longest word of all tables, in bytes.
const LONGEST: usize = 9;

const TABLES: [(&[&str], Class); 23] = [
    (TITLES, Class::Never),
    (PLACES, Class::Never),
    (BETWEEN, Class::Never),
    (MONEY, Class::Never),
    (MONTHS, Class::Either),
    (DAYS, Class::Either),
    (STATES, Class::Either),
    (STREETS, Class::Either),
    (COMPANIES, Class::Either),
    (LAWS, Class::Either),
    (DEGREES, Class::Either),
    (ENDINGS, Class::Either),
    (NUMBERED, Class::Number),
    (GERMAN, Class::Never),
    (GERMAN_ENDS, Class::Either),
    (FRENCH, Class::Never),
    (FRENCH_NUMBERED, Class::Number),
    (SPANISH, Class::Never),
    (SPANISH_ENDS, Class::Either),
    (ITALIAN, Class::Never),
    (DUTCH, Class::Never),
    (ENDS_ELSEWHERE, Class::Either),
    (RUSSIAN, Class::Either),
];

/// Titles and ranks before a name: AP style, "military titles" and "legislative titles"; CLDR `en`.
#[rustfmt::skip]
const TITLES: &[&str] = &[
    "Adm.", "Ald.", "Amb.", "Asst.", "Atty.", "Attys.", "Brig.", "Capt.", "Cdr.", "Cdre.", "Cllr.", "Cmdr.",
    "Cmndr.", "Col.", "Cols.", "Cpl.", "Dep.", "Det.", "Dr.", "Drs.", "Ens.", "Fr.", "Gen.", "Gens.", "Gov.",
    "Govs.", "Hon.", "Insp.", "Lieut.", "Lt.", "Ltc.", "Lts.", "Maj.", "Messrs.", "Mlle.", "Mme.", "Mmes.", "Mr.",
    "Mrs.", "Ms.", "Mses.", "Msgr.", "Mx.", "Pfc.", "Pres.", "Prof.", "Profs.", "Pvt.", "Pvts.", "Rep.", "Reps.",
    "Rev.", "Revs.", "Sen.", "Sens.", "Sgt.", "Sgts.", "Spc.", "Supt.", "Treas.", "dr.", "mr.", "mrs.", "prof.",
];

/// What begins the name of a place.
#[rustfmt::skip]
const PLACES: &[&str] = &[
    "Ft.", "Mt.", "Mts.", "Pt.", "Ste.",
];

/// What stands between two things or before an example, mostly Latin; Bluebook, "signals" and case names.
#[rustfmt::skip]
const BETWEEN: &[&str] = &[
    "Ca.", "Cf.", "E.g.", "I.e.", "Pub.", "Viz.", "Vs.", "a.k.a.", "approx.", "c.f.", "ca.", "cca.", "cf.", "e.g.",
    "eg.", "esp.", "excl.", "i.e.", "ie.", "incl.", "n.b.", "née.", "resp.", "v.", "viz.", "vs.",
];

/// Currencies before an amount.
#[rustfmt::skip]
const MONEY: &[&str] = &[
    "Dhs.", "Kr.", "Ksh.", "Rp.", "Rs.", "Sfr.", "Tk.", "Tsh.", "Ush.",
];

/// Months: AP style shortens those of six letters or more before a day; others shorten all.
#[rustfmt::skip]
const MONTHS: &[&str] = &[
    "Apr.", "Aug.", "Dec.", "Feb.", "Jan.", "Jul.", "Jun.", "Mar.", "Nov.", "Oct.", "Sep.", "Sept.",
];

/// Days of the week, as tables and posters shorten them.
#[rustfmt::skip]
const DAYS: &[&str] = &[
    "Fri.", "Mon.", "Thu.", "Thur.", "Thurs.", "Tue.", "Tues.", "Wed.", "Weds.",
];

/// US states and Canadian provinces after the name of a town: AP style, "state names" (those of two words are
/// initials).
#[rustfmt::skip]
const STATES: &[&str] = &[
    "Ala.", "Alta.", "Ariz.", "Ark.", "Cal.", "Calif.", "Colo.", "Conn.", "Dak.", "Del.", "Fla.", "Ga.", "Ill.",
    "Ind.", "Kan.", "Kans.", "Ky.", "La.", "Mass.", "Md.", "Mich.", "Minn.", "Miss.", "Mo.", "Mont.", "Neb.",
    "Nebr.", "Nev.", "Nfld.", "Okla.", "Ont.", "Ore.", "Pa.", "Penn.", "Que.", "Sask.", "Tenn.", "Tex.", "Va.",
    "Vt.", "Wash.", "Wis.", "Wisc.", "Wyo.",
];

/// Streets and buildings ("St." is a saint as well); AP style, "addresses".
#[rustfmt::skip]
const STREETS: &[&str] = &[
    "Av.", "Ave.", "Bldg.", "Blvd.", "Ctr.", "Cty.", "Expy.", "Fwy.", "Hwy.", "Ln.", "Pkwy.", "Pl.", "Rd.", "Rte.",
    "Sq.", "St.", "Sts.", "Ter.", "Twp.",
];

/// Endings of the names of companies and institutions, and words within them.
#[rustfmt::skip]
const COMPANIES: &[&str] = &[
    "Acad.", "Admin.", "Agr.", "Assn.", "Assoc.", "Bhd.", "Bros.", "Cmte.", "Co.", "Comm.", "Corp.", "Cos.",
    "Dept.", "Depts.", "Dist.", "Div.", "Fed.", "Govt.", "Grp.", "Hosp.", "Inc.", "Indus.", "Inst.", "Int.",
    "Intl.", "Ltd.", "Mfg.", "Mgmt.", "Mut.", "Natl.", "Org.", "Pte.", "Pty.", "Ry.", "Sdn.", "Soc.", "Subcomm.",
    "Sys.", "Tel.", "Univ.", "assn.", "co.", "corp.", "dept.", "depts.", "govt.", "inc.", "intl.", "ltd.", "mfg.",
    "mgmt.", "natl.", "org.", "univ.",
];

/// Laws, courts and whatever is cited by number with a capital; Bluebook, tables T1, T6 and T10.
#[rustfmt::skip]
const LAWS: &[&str] = &[
    "Adv.", "Amend.", "Amends.", "Annot.", "App.", "Approp.", "Art.", "Arts.", "Cas.", "Ch.", "Chap.", "Cir.",
    "Civ.", "Cl.", "Comp.", "Cong.", "Const.", "Crim.", "Ct.", "Ed.", "Eds.", "Ep.", "Eps.", "Eq.", "Eqs.", "Evid.",
    "Ex.", "Exec.", "Exh.", "Fig.", "Figs.", "Gaz.", "Ibid.", "Id.", "Jud.", "Jur.", "Leg.", "Legis.", "Mag.",
    "Mem.", "Opp.", "Ops.", "Ord.", "Par.", "Para.", "Paras.", "Proc.", "Pts.", "Ref.", "Refs.", "Reg.", "Regs.",
    "Res.", "Sched.", "Sec.", "Secs.", "Sess.", "Stat.", "Supp.", "Suppl.", "Tab.", "Tit.", "Ver.", "Vers.", "Vol.",
    "Vols.", "ibid.", "id.",
];

/// After a name: generations, degrees and orders; AP style, "academic degrees".
#[rustfmt::skip]
const DEGREES: &[&str] = &[
    "B.Com.", "B.Ed.", "B.Eng.", "B.Sc.", "B.Tech.", "D.Phil.", "D.Sc.", "Ed.D.", "Eng.D.", "Esq.", "Jr.", "LL.B.",
    "LL.D.", "LL.M.", "M.Com.", "M.Ed.", "M.Eng.", "M.Phil.", "M.Res.", "M.Sc.", "M.Tech.", "Ph.D.", "Ph.Ds.",
    "Pharm.D.", "Psy.D.", "Ret.", "Sc.D.", "Sr.", "Th.D.", "jr.", "ret.", "sr.",
];

/// What ends a list or a quantity as often as not.
#[rustfmt::skip]
const ENDINGS: &[&str] = &[
    "Est.", "Etc.", "abbr.", "al.", "appt.", "appx.", "attn.", "avg.", "bln.", "bn.", "cit.", "conf.", "cont.",
    "corr.", "ctd.", "dir.", "distr.", "doz.", "ed.", "eds.", "equiv.", "est.", "etc.", "ex.", "ext.", "ft.",
    "gal.", "hosp.", "hr.", "hrs.", "lb.", "lbs.", "max.", "mgr.", "min.", "mins.", "misc.", "mln.", "mn.", "mo.",
    "mos.", "mss.", "mt.", "mtg.", "op.", "orig.", "oz.", "pct.", "qtr.", "recd.", "ref.", "refs.", "repr.", "rev.",
    "sec.", "secs.", "seq.", "sq.", "std.", "suppl.", "tel.", "temp.", "trans.", "transl.", "trn.", "ver.", "vers.",
    "vols.", "wk.", "wks.", "wt.", "yr.", "yrs.",
];

/// What is an abbreviation only before a number or month: "No. 10", but "Is it open? No. It closed."
#[rustfmt::skip]
const NUMBERED: &[&str] = &[
    "Apt.", "No.", "Nos.", "Rm.", "Sat.", "Sect.", "Sun.", "apt.", "art.", "arts.", "ch.", "chap.", "chs.", "cl.",
    "col.", "cols.", "eq.", "eqs.", "fig.", "figs.", "fn.", "ll.", "nn.", "no.", "nos.", "nr.", "nrs.", "num.",
    "par.", "para.", "paras.", "pg.", "pgs.", "pp.", "pt.", "pts.", "rm.", "sched.", "sect.", "sects.", "ste.",
    "tab.", "vol.",
];

/// German, from CLDR `de` and usage; "z. B." is two initials.
#[rustfmt::skip]
const GERMAN: &[&str] = &[
    "Abb.", "Bd.", "Bde.", "D.h.", "Dipl.", "Fa.", "Fam.", "Frl.", "Gebr.", "Hr.", "Hrn.", "Hrsg.", "Ing.", "Kap.",
    "Kfm.", "Nr.", "Nrn.", "Rn.", "Vgl.", "Z.B.", "allg.", "ausschl.", "bes.", "bspw.", "bzgl.", "bzw.", "d.h.",
    "dgl.", "ehem.", "eigtl.", "einschl.", "entspr.", "evtl.", "geb.", "gegr.", "gest.", "ggf.", "ggfs.", "ggü.",
    "inkl.", "insb.", "insbes.", "m.E.", "möbl.", "näml.", "o.g.", "röm.", "schweiz.", "sog.", "sogen.", "südd.",
    "u.U.", "urspr.", "vgl.", "z.B.", "z.T.", "z.Zt.", "zw.", "zzgl.", "zzt.", "österr.",
];

/// The same where a sentence may end.
#[rustfmt::skip]
const GERMAN_ENDS: &[&str] = &[
    "Abs.", "Abt.", "Allg.", "Bhf.", "Chr.", "Dez.", "Hbf.", "Hptst.", "Jahrh.", "Jh.", "Jhd.", "Jhdt.", "Mio.",
    "Mrd.", "Okt.", "Sek.", "Std.", "Str.", "Tsd.", "Verf.", "Verl.", "ff.", "str.", "usf.", "usw.",
];

/// French, from CLDR `fr` and usage.
#[rustfmt::skip]
const FRENCH: &[&str] = &[
    "MM.", "Mgr.", "Mlles.", "Pr.", "Sté.", "adj.", "av.", "bd.", "boul.", "env.", "gouv.", "réf.", "éd.", "édit.",
];

/// Months and numbers of Romance languages, which are often words of English too.
#[rustfmt::skip]
const FRENCH_NUMBERED: &[&str] = &[
    "abr.", "afb.", "ago.", "apr.", "artt.", "avr.", "blz.", "cap.", "caps.", "dez.", "dic.", "déc.", "ene.",
    "fasc.", "feb.", "fev.", "févr.", "gen.", "giu.", "hfdst.", "janv.", "juil.", "jul.", "jun.", "lug.", "lám.",
    "nov.", "nº.", "núm.", "núms.", "oct.", "ott.", "pag.", "pagg.", "pág.", "págs.", "sept.", "sez.", "tav.",
    "tít.",
];

/// Spanish and Portuguese, from CLDR `es` and `pt`.
#[rustfmt::skip]
const SPANISH: &[&str] = &[
    "Avda.", "Cnel.", "Dra.", "Dras.", "Dña.", "Excma.", "Excmo.", "Exma.", "Exmo.", "Gral.", "Ilma.", "Ilmo.",
    "Lic.", "Licda.", "Licdo.", "Mons.", "Profa.", "Sra.", "Sras.", "Sres.", "Srta.", "Srtas.", "Sta.", "Sto.",
    "aprox.", "ej.", "p.ej.", "p.ex.",
];

/// The same where a sentence may end.
#[rustfmt::skip]
const SPANISH_ENDS: &[&str] = &[
    "AA.", "CC.", "Cia.", "Cía.", "EE.", "EE.UU.", "FF.", "FF.AA.", "HH.", "JJ.", "JJ.OO.", "Ltda.", "OO.", "RR.",
    "RR.HH.", "SS.", "UU.", "Ud.", "Uds.", "V.Exa.", "Vd.", "Vds.", "cía.", "hab.", "séc.",
];

/// Italian, from CLDR `it`.
#[rustfmt::skip]
const ITALIAN: &[&str] = &[
    "Avv.", "Cfr.", "Dott.", "Geom.", "Sig.", "Sigg.", "avv.", "cfr.", "dott.", "geom.", "ing.", "sig.", "sigg.",
];

/// Dutch, from usage: CLDR has no list.
#[rustfmt::skip]
const DUTCH: &[&str] = &[
    "Dhr.", "Mevr.", "Mw.", "bijv.", "d.w.z.", "dhr.", "drs.", "i.p.v.", "jkvr.", "m.b.t.", "mevr.", "mw.", "o.a.",
    "t.a.v.", "t.o.v.", "zgn.",
];

/// The end of a list in Italian and Dutch, and what may stand there.
#[rustfmt::skip]
const ENDS_ELSEWHERE: &[&str] = &[
    "bv.", "ecc.", "enz.", "jl.", "u.a.",
];

/// Russian, from CLDR `ru` and usage.
#[rustfmt::skip]
const RUSSIAN: &[&str] = &[
    "акад.", "им.", "млн.", "млрд.", "проф.", "рис.", "ст.", "стр.", "тыс.", "ул.",
];

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn tables_are_sorted_and_share_no_word() {
        let mut all = BTreeSet::new();
        for (words, _) in TABLES {
            assert!(words.is_sorted(), "{words:?}");
            for word in words {
                assert!(word.ends_with('.') && word.len() <= LONGEST, "{word}");
                assert!(all.insert(word), "{word} stands twice");
            }
        }
    }

    #[test]
    fn a_word_has_one_class() {
        assert_eq!(class("Gov."), Some(Class::Never));
        assert_eq!(class("Inc."), Some(Class::Either));
        assert_eq!(class("no."), Some(Class::Number));
        assert_eq!(class("closed."), None);
    }
}
