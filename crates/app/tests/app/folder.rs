//! Who may look into a data folder.

#[cfg(unix)]
#[test]
fn a_new_data_folder_is_its_owners_alone() {
    use std::os::unix::fs::PermissionsExt as _;

    let above = tempfile::tempdir().expect("a temporary folder");
    let place = junheng_app::Place {
        folder: above.path().join("junheng/data"),
        database: None,
        keys: None,
    };
    place.read_keys().expect("the folder and its keys are made");
    for (made, rights) in [("junheng/data", 0o700), ("junheng/data/keys", 0o600)] {
        let about = std::fs::metadata(above.path().join(made)).expect("it was made");
        assert_eq!(about.permissions().mode() & 0o777, rights, "{made}");
    }
}
