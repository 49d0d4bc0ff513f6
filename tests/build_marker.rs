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
        // czmq- and a hash; not another package whose name begins so.
        .filter(|path| {
            let name = path.file_name().and_then(|name| name.to_str());
            let hash = name.and_then(|name| name.strip_prefix("czmq-"));
            hash.is_some_and(|hash| hash.bytes().all(|byte| byte.is_ascii_hexdigit()))
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
