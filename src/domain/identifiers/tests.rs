#![allow(clippy::unwrap_used)]

use proptest::prelude::*;

use super::*;

const LETTERS: &str = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";

fn case_number(id: i64) -> CaseNumber {
    RequestId::try_from(id).unwrap().into()
}

fn plain(number: CaseNumber) -> Vec<char> {
    number.to_string().chars().filter(|c| *c != '-').collect()
}

fn read(characters: &[char]) -> Result<CaseNumber, CaseNumberError> {
    characters.iter().collect::<String>().parse()
}

proptest! {
    #[test]
    fn a_case_number_leads_back_to_its_request(id in 0i64..=i64::MAX) {
        let number = case_number(id);
        let text = number.to_string();
        prop_assert_eq!(text.len(), 17);
        prop_assert_eq!(text.parse::<CaseNumber>(), Ok(number));
        let spoken = text.to_lowercase().replace('-', " ");
        prop_assert_eq!(spoken.parse::<CaseNumber>().unwrap().request_id().get(), id);
    }

    #[test]
    fn every_wrong_character_and_every_swap_is_caught(id in 0i64..=i64::MAX) {
        let right = plain(case_number(id));
        for place in 0..right.len() {
            for letter in LETTERS.chars().filter(|letter| *letter != right[place]) {
                let mut wrong = right.clone();
                wrong[place] = letter;
                prop_assert_eq!(read(&wrong), Err(CaseNumberError::Check));
            }
            for other in 0..place {
                let mut wrong = right.clone();
                wrong.swap(place, other);
                let swapped_equals = right[place] == right[other];
                prop_assert_eq!(read(&wrong).is_ok(), swapped_equals);
            }
        }
    }
}

#[test]
fn case_number_errors_say_what_to_look_at() {
    let right = plain(case_number(123_456_789));
    assert_eq!(read(&right[1..]), Err(CaseNumberError::Length(13)));
    for (typed, alike) in [
        ('o', true),
        ('0', true),
        ('I', true),
        ('l', true),
        ('1', true),
    ] {
        let mut wrong = right.clone();
        wrong[2] = typed;
        let found = matches!(
            read(&wrong),
            Err(CaseNumberError::LookAlike { position: 3, .. })
        );
        assert_eq!(found, alike, "{typed}");
    }
    let mut wrong = right;
    wrong[13] = '?';
    let found = '?';
    assert_eq!(
        read(&wrong),
        Err(CaseNumberError::Character {
            position: 14,
            found
        })
    );
}

#[test]
fn a_case_number_beyond_every_request_id_is_refused() {
    // Its check character fits, and its letters come from a Chinese input method.
    let too_large = format!("{}4", "Ｚ".repeat(13));
    assert_eq!(too_large.parse::<CaseNumber>(), Err(CaseNumberError::Check));
}

#[test]
fn request_ids_sort_by_time() {
    let at = |text: &str| text.parse().unwrap();
    let early = RequestId::new(at("2026-03-02T02:00:00.123Z"), u32::MAX);
    let late = RequestId::new(at("2026-03-02T02:00:00.124Z"), 0);
    assert!(early < late);
    assert_eq!(
        serde_json::to_string(&late).unwrap(),
        late.get().to_string()
    );
    assert!(serde_json::from_str::<RequestId>("-1").is_err());
    assert!(RequestId::new(at("1999-01-01T00:00:00Z"), 7).get() == 7);
    assert!(RequestId::new(at("2200-01-01T00:00:00Z"), u32::MAX).get() == i64::MAX);
}

#[test]
fn keys_are_plain_lower_case() {
    for right in ["a", "school-entry", "d1_police"] {
        assert_eq!(right.parse::<WorkflowKey>().unwrap().as_str(), right);
    }
    let error = |text: &str| text.parse::<StageKey>().unwrap_err();
    assert_eq!(error(""), KeyError::Empty);
    assert_eq!(error(&"a".repeat(65)), KeyError::TooLong(65));
    assert!("a".repeat(64).parse::<StageKey>().is_ok());
    assert!(matches!(error("1st"), KeyError::Start { found: '1', .. }));
    assert!(matches!(error("受理"), KeyError::Start { found: '受', .. }));
    assert!(matches!(
        error("a b"),
        KeyError::Character { found: ' ', .. }
    ));
    assert!(serde_json::from_str::<RoleKey>("\"Head\"").is_err());
}

#[test]
fn identity_numbers_are_checked_and_never_shown() {
    for right in [
        "510118198503070015",
        "540502199006150023",
        "350112199212030036",
        "51011819900406001X",
        "51011819900406001x",
        " 510118 19900406 001X ",
    ] {
        let number: IdentityNumber = right.parse().unwrap();
        let shown = format!("{number} {number:?}");
        assert!(!shown.contains(&number.reveal()[3..14]), "{shown}");
        assert_eq!(number.reveal().len(), 18);
    }
    let number: IdentityNumber = "510118198503070015".parse().unwrap();
    assert_eq!(number.to_string(), "510***********0015");
    assert_eq!(number.birth_date().to_string(), "1985-03-07");
    let error = |text: &str| text.parse::<IdentityNumber>().unwrap_err();
    assert_eq!(error("51011819850307001"), IdentityNumberError::Length(17));
    assert_eq!(error("510118198503070016"), IdentityNumberError::Check);
    assert_eq!(error("510118198502300015"), IdentityNumberError::Date);
    assert_eq!(
        error("5101181985030700X5"),
        IdentityNumberError::Character(17)
    );
    assert_eq!(
        error("51011819850307001五"),
        IdentityNumberError::Character(18)
    );
}

#[test]
fn credit_codes_pass_both_checks() {
    for right in [
        "92510118MA0000A00A",
        "12510104MB0000B19X",
        "91510118ma0000c2xl",
    ] {
        let code: CreditCode = right.parse().unwrap();
        assert_eq!(code.as_str(), right.to_uppercase());
    }
    let error = |text: &str| text.parse::<CreditCode>().unwrap_err();
    assert_eq!(error("92510118MA0000A00B"), CreditCodeError::Check);
    assert_eq!(error("92510118MA0000A0A0"), CreditCodeError::Check);
    assert_eq!(error("92510118MA0000A00"), CreditCodeError::Length(17));
    let found = 'O';
    assert_eq!(
        error("92510118MA0000AO0A"),
        CreditCodeError::Character {
            position: 16,
            found
        }
    );
    assert_eq!(error("92A10118MA0000A00A"), CreditCodeError::Area);
}

#[test]
fn phones_are_normalised_and_masked() {
    for (written, kept, shown) in [
        ("13800138000", "13800138000", "138****8000"),
        ("+86 138-0013-8000", "13800138000", "138****8000"),
        ("008613800138000", "13800138000", "138****8000"),
        ("028-86123456", "028-86123456", "028-****3456"),
        ("(028) 8612 3456", "028-86123456", "028-****3456"),
        ("+86 28 8612 3456", "028-86123456", "028-****3456"),
        ("+86 10 8612 3456", "010-86123456", "010-****3456"),
        ("０８９１-6323456", "0891-6323456", "0891-****3456"),
    ] {
        let phone: Phone = written.parse().unwrap();
        assert_eq!(phone.reveal(), kept);
        assert_eq!(phone.to_string(), shown);
        assert_eq!(format!("{phone:?}"), format!("Phone({shown})"));
    }
    let error = |text: &str| text.parse::<Phone>().unwrap_err();
    assert_eq!(error("1380013800"), PhoneError::MobileLength(10));
    assert_eq!(error("12345678901"), PhoneError::Start);
    assert_eq!(error("86123456"), PhoneError::Start);
    assert_eq!(error("028-123456"), PhoneError::Landline);
    assert_eq!(error("+1 202 555 0100"), PhoneError::Country);
    assert_eq!(error("028-86123456转8"), PhoneError::Character);
    // Written down, it would be read as a call abroad.
    assert_eq!(error("+86 003199 00003"), PhoneError::Landline);
    assert_eq!(error(""), PhoneError::Start);
}

#[test]
fn regions_know_what_they_lie_in() {
    let regions = Regions::from_csv(include_str!("../../../config/regions.csv")).unwrap();
    assert_eq!(regions.iter().count(), 419);
    let code = |text: &str| text.parse::<RegionCode>().unwrap();
    let jinjiang = code("510104");
    assert_eq!(regions.full_name(&jinjiang).unwrap(), "四川省成都市锦江区");
    let chain: Vec<&str> = regions
        .chain(&jinjiang)
        .iter()
        .map(|r| r.code.as_str())
        .collect();
    assert_eq!(chain, ["510000", "510100", "510104"]);
    assert_eq!(regions.children(&code("510100")).count(), 20);
    assert_eq!(regions.get(&code("999999")), None);
    assert_eq!(regions.full_name(&code("999999")), None);
    assert!("5101".parse::<RegionCode>().is_err());
}

#[test]
fn a_wrong_list_of_regions_is_refused_with_its_line() {
    let error = |rows: &str| {
        let text = format!("code,name,parent\r\n{rows}");
        Regions::from_csv(&text).unwrap_err().to_string()
    };
    assert!(error("510000,四川省").starts_with("line 2: write code"));
    assert!(error("510000,四川省,\r\n51,成都市,510000").starts_with("line 3: \"51\" is not"));
    assert!(error("510000,四川省,\n510000,四川省,").starts_with("line 3: 510000 stands twice"));
    assert!(error("510100,成都市,510000").contains("its parent 510000 is not in the list"));
    assert!(error("510000,甲,510100\n510100,乙,510000").contains("loop"));
    assert_eq!(Regions::from_csv(""), Err(RegionsError::Header));
}
