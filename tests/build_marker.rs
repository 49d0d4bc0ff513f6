//! A build that would not use the system's libzmq fails, and says what to do.

use std::fs;
use std::path::Path;
use std::process::Command;

#[test]
fn without_the_setting_the_build_fails_with_the_remedy() {
    // target/debug/build holds a folder for each build of the build script, and one for its output.
    let builds = Path::new(env!("OUT_DIR")).ancestors().nth(2).unwrap();
    let script = fs::read_dir(builds)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| {
            path.file_name()
                .unwrap()
                .to_str()
                .unwrap()
                .starts_with("czmq-")
        })
        .map(|path| path.join("build-script-build"))
        .filter(|path| path.exists())
        .max_by_key(|path| fs::metadata(path).unwrap().modified().unwrap())
        .expect("the build script was built");
    for setting in [None, Some("0")] {
        let mut build = Command::new(&script);
        build
            .env_remove("DEP_ZMQ_SYSTEM")
            .current_dir(env!("CARGO_MANIFEST_DIR"));
        if let Some(setting) = setting {
            build.env("DEP_ZMQ_SYSTEM", setting);
        }
        let output = build.output().unwrap();
        assert!(!output.status.success());
        let said = String::from_utf8(output.stderr).unwrap();
        for remedy in [".cargo/config.toml", "target triple", "libzmq3-dev"] {
            assert!(said.contains(remedy), "{said}");
        }
    }
}
