//! Each kind of mistake stands at its field, in words of the reader's language, and what was typed
//! is still there.

use super::typist::begin;
use crate::api::client::Town;
use crate::web::browser::Browser;

/// A page, what is typed there, the field that is wrong, and what is said about it.
struct Case {
    page: &'static str,
    typed: &'static [(&'static str, &'static str)],
    field: &'static str,
    zh: &'static str,
    en: &'static str,
}

const fn case(
    page: &'static str,
    typed: &'static [(&'static str, &'static str)],
    field: &'static str,
    zh: &'static str,
    en: &'static str,
) -> Case {
    Case {
        page,
        typed,
        field,
        zh,
        en,
    }
}

const SHOP: &[Case] = &[
    case(
        "people/applicant",
        &[("name", "")],
        "name",
        "姓名：请填写",
        "Name: Please fill this in",
    ),
    case(
        "people/applicant",
        &[("name", "样例"), ("identity", "110")],
        "identity",
        "对照身份证",
        "compare each character",
    ),
    case(
        "people/applicant",
        &[("phone", "12")],
        "phone",
        "手机11位",
        "11 digits",
    ),
    case(
        "people/applicant",
        &[("email", "nobody")],
        "email",
        "name@example.org",
        "name@example.org",
    ),
    case("people/filer", &[], "kind", "请填写", "Please fill this in"),
    case(
        "form/shop_name",
        &[("shop_name", " ")],
        "shop_name",
        "请填写",
        "Please fill this in",
    ),
    case(
        "form/owner",
        &[
            ("name", "样例"),
            ("identity", "990118198409270336"),
            ("phone", "1"),
            ("residence", ""),
        ],
        "identity",
        "对照身份证",
        "compare each character",
    ),
    case(
        "form/owner",
        &[("name", "样例"), ("residence", "")],
        "residence",
        "住所：请填写",
        "Home address: Please fill this in",
    ),
    case(
        "form/family_run",
        &[],
        "family_run",
        "请选“是”或者“否”",
        "Please choose &quot;Yes&quot;",
    ),
    case(
        "form/region",
        &[("region-province", "")],
        "region",
        "请填写",
        "Please fill this in",
    ),
    case(
        "form/region",
        &[("region-province", "510000"), ("region", "")],
        "region",
        "还要选到市、州或者区、县",
        "Please choose the city, prefecture",
    ),
    case(
        "form/region",
        &[("region", "999999")],
        "region",
        "没有这个地区",
        "not in the list",
    ),
    case(
        "form/area",
        &[("area", "大")],
        "area",
        "请只填整数",
        "whole number",
    ),
    case(
        "form/shop_name",
        &[("shop_name", TOO_LONG)],
        "shop_name",
        "太长了，最多60个字",
        "at most 60 characters",
    ),
    case(
        "form/staff/abc",
        &[("name", TOO_LONG), ("identity", "990118198805160111")],
        "name",
        "太长了，最多60个字",
        "at most 60 characters",
    ),
    case(
        "form/area",
        &[("area", "9000")],
        "area",
        "要在1和5000之间",
        "between 1 and 5000",
    ),
    case(
        "form/trade",
        &[("trade", "piracy")],
        "trade",
        "请从列出的选项里选",
        "choose one of the options",
    ),
    case("form/trade", &[], "trade", "请选一项", "Please choose one"),
    case(
        "form/capital",
        &[("capital", "很多")],
        "capital",
        "请只填金额",
        "the amount alone",
    ),
    case(
        "form/staff/abc",
        &[("name", "样例"), ("identity", "")],
        "identity",
        "请填写",
        "Please fill this in",
    ),
    case(
        "materials/identity_card",
        &[],
        "files",
        "请先上传",
        "Please upload it first",
    ),
];

/// One character more than the name of a shop, or of whoever works in it, may have.
const TOO_LONG: &str = "样例样例样例样例样例样例样例样例样例样例样例样例样例样例样例样例样例样例样例样例样例样例样例样例样例样例样例样例样例样例样";

const PERMIT: &[Case] = &[
    case(
        "people/proxy",
        &[("name", "样例😀"), ("authority", "2026年4月2日委托书")],
        "name",
        "不要表情符号",
        "no pictures",
    ),
    case(
        "people/proxy",
        &[("name", "样例"), ("authority", "")],
        "authority",
        "请填写",
        "Please fill this in",
    ),
    case(
        "form/person",
        &[
            ("name", "样例"),
            ("identity", "99011820180305001X"),
            ("born", "2018"),
            ("born-month", "5"),
            ("born-day", "3"),
            ("phone", "19900000001"),
        ],
        "born",
        "身份证号码里的是2018年3月5日",
        "The identity number says 5 March 2018",
    ),
    case(
        "form/living_since",
        &[
            ("living_since", "2025"),
            ("living_since-month", "13"),
            ("living_since-day", "1"),
        ],
        "living_since",
        "没有这一天",
        "no such day",
    ),
    case(
        "form/living_since",
        &[
            ("living_since", "2031"),
            ("living_since-month", "1"),
            ("living_since-day", "1"),
        ],
        "living_since",
        "这个日期不可能",
        "not possible",
    ),
    case(
        "form/living_since",
        &[("living_since", "")],
        "living_since",
        "请填写",
        "Please fill this in",
    ),
    case(
        "form/credit_code",
        &[("credit_code", "91")],
        "credit_code",
        "对照营业执照",
        "compare it with the licence",
    ),
];

async fn said(browser: &mut Browser, service: &str, case: &Case, words: &str) {
    let path = format!("/apply/{service}/{}", case.page);
    let seen = if case.page.starts_with("materials") {
        let page = browser.page(&path).await;
        let form = crate::web::browser::Filled::on(&page, &path).with("then", "next");
        browser.submit(&form).await
    } else {
        let mut fields = case.typed.to_vec();
        fields.extend([("then", "next"), ("key", "k")]);
        browser.post(&path, &fields).await
    };
    let page = seen.refused(422);
    let summary = page.split("role=\"alert\"").nth(1).unwrap();
    let summary = summary.split("</section>").next().unwrap();
    let link = format!("href=\"#{}\"", case.field);
    assert!(
        summary.contains(&link),
        "{path} {:?}: {summary}",
        case.typed
    );
    assert!(
        summary.contains(words),
        "{path} {:?}: {summary}",
        case.typed
    );
    assert!(page.contains(&format!("id=\"{}\"", case.field)), "{path}");
    assert_eq!(
        page.matches(words).count() % 2,
        0,
        "at the field too: {path}: {page}"
    );
    assert!(page.contains("<title>有错误") || page.contains("<title>Error"));
    for (_, typed) in case
        .typed
        .iter()
        .filter(|(_, typed)| !typed.trim().is_empty() && *typed != "piracy" && *typed != "999999")
    {
        assert!(page.contains(typed), "{path}: {typed} is lost: {page}");
    }
}

async fn all_said(service: &str, cases: &[Case]) {
    let town = Town::open().await;
    let mut browser = Browser::new(&town.doors);
    begin(&mut browser, service).await;
    // So that the code is asked for.
    if service == "residence-permit" {
        let yes = [("has_business", "yes"), ("then", "next"), ("key", "k")];
        let path = "/apply/residence-permit/form/has_business";
        browser.post(path, &yes).await.to();
        // So that it is asked who files for whom.
        let agent = [("kind", "agent"), ("then", "next"), ("key", "k")];
        let path = "/apply/residence-permit/people/filer";
        browser.post(path, &agent).await.to();
    }
    for case in cases {
        said(&mut browser, service, case, case.zh).await;
    }
    browser.get("/look/language/en?then=/").await;
    for case in cases {
        said(&mut browser, service, case, case.en).await;
    }
}

#[tokio::test]
async fn every_kind_of_mistake_stands_at_its_field_in_both_languages() {
    all_said("open-a-shop", SHOP).await;
    all_said("residence-permit", PERMIT).await;
}

#[tokio::test]
async fn rows_are_not_repeated_and_not_too_many() {
    let town = Town::open().await;
    let mut browser = Browser::new(&town.doors);
    begin(&mut browser, "school-admission").await;
    let person = |name: &'static str| {
        [
            ("name", name),
            ("identity", "９９０１１８198805160111"),
            ("phone", "199 0000 0001"),
            ("basis", "employed"),
            ("then", "next"),
            ("key", "k"),
        ]
    };
    let at = |row: &str| format!("/apply/school-admission/form/guardians/{row}");
    let list = "/apply/school-admission/form/guardians";
    assert_eq!(browser.post(&at("a"), &person("样例·甲")).await.to(), list);
    // A double tap is one row.
    assert_eq!(browser.post(&at("a"), &person("样例·甲")).await.to(), list);
    let twice = browser.post(&at("b"), &person("样例·乙")).await;
    assert!(twice.refused(422).contains("和前面的重复了"));
    assert_eq!(browser.post(&at("c"), &person("样例·丙")).await.to(), list);
    let page = browser.page(list).await;
    assert!(
        page.contains("样例·乙") && !page.contains("样例·丙"),
        "{page}"
    );
    browser.post(&format!("{}/remove", at("b")), &[]).await.to();
    let page = browser.page(list).await;
    assert!(
        page.contains("样例·甲") && !page.contains("样例·乙"),
        "{page}"
    );
}

#[tokio::test]
async fn regions_have_their_code_beside_them_and_say_that_they_are_chinese() {
    let town = Town::open().await;
    let mut browser = Browser::new(&town.doors);
    begin(&mut browser, "open-a-shop").await;
    let path = "/apply/open-a-shop/form/region";
    let chosen = [
        ("region-province", "510000"),
        ("then", "next"),
        ("key", "k"),
    ];
    let page = browser.page(path).await;
    assert!(
        page.contains("<option value=\"510000\">四川省</option>"),
        "{page}"
    );
    browser.get("/look/language/en?then=/").await;
    let page = browser.page(path).await;
    let option = "<option value=\"510000\" lang=\"zh-CN\">四川省 510000</option>";
    assert!(page.contains(option), "{page}");
    browser.post(path, &chosen).await;
    let page = browser.page(path).await;
    let within = "<option value=\"513400\" lang=\"zh-CN\">凉山彝族自治州 513400</option>";
    assert!(page.contains(within), "{page}");
    let whole = [("region", "513400"), ("then", "next"), ("key", "k2")];
    browser.post(path, &whole).await.to();
    let check = browser.page("/apply/open-a-shop/check").await;
    let said = "<span lang=\"zh-CN\">四川省凉山彝族自治州</span> 513400";
    assert!(check.contains(said), "{check}");
}

#[tokio::test]
async fn nothing_typed_is_cut_off_by_the_browser() {
    let town = Town::open().await;
    let mut browser = Browser::new(&town.doors);
    begin(&mut browser, "school-admission").await;
    for page in ["people/applicant", "form/guardians/new", "form/address"] {
        let page = browser
            .page(&format!("/apply/school-admission/{page}"))
            .await;
        let (_, form) = page.split_once("id=\"typing\"").unwrap();
        // A part of a date is a number of so many digits, and nothing that anybody writes on.
        assert!(
            !form
                .replace("maxlength=\"2\"", "")
                .replace("maxlength=\"4\"", "")
                .contains("maxlength"),
            "{form}"
        );
    }
}
