//! File descriptors: what they are, and those that a service manager passed on.

use std::ffi::OsStr;
use std::os::fd::BorrowedFd;
use std::os::unix::ffi::OsStrExt;

use socket2::{SockRef, Type};

/// True if this number is an open descriptor of the process.
pub fn is_open(fd: i32) -> bool {
    // SAFETY: takes numbers alone, and changes nothing.
    fd >= 0 && unsafe { libc::fcntl(fd, libc::F_GETFD) } != -1
}

/// Where a listening socket listens.
#[derive(Clone, Copy, Debug)]
pub enum ListenAddress<'a> {
    /// A TCP port, of any address; 0 is any port.
    Port(u16),
    /// The path of a local socket.
    Path(&'a [u8]),
}

/// The first descriptor that a service manager passed on (`LISTEN_PID`, `LISTEN_FDS`) for
/// listening there.
pub fn inherited_listener(place: ListenAddress<'_>) -> Option<i32> {
    // Programs that this one starts do not inherit them in turn: sd-notify sees to that.
    let mut inherited = sd_notify::listen_fds().ok()?;
    inherited.find(|&fd| listens_at(fd, place))
}

fn listens_at(fd: i32, place: ListenAddress<'_>) -> bool {
    // SAFETY: not -1, and borrowed for the calls below alone; sd-notify, which asked the system,
    // found it open.
    let fd = unsafe { BorrowedFd::borrow_raw(fd) };
    let socket = SockRef::from(&fd);
    let is_listener = socket.r#type().is_ok_and(|kind| kind == Type::STREAM)
        && socket.is_listener().unwrap_or(false);
    let Some(address) = is_listener.then(|| socket.local_addr().ok()).flatten() else {
        return false;
    };
    match place {
        ListenAddress::Port(port) => address
            .as_socket()
            .is_some_and(|address| port == 0 || address.port() == port),
        ListenAddress::Path(path) => {
            address.as_pathname().map(|own| own.as_os_str()) == Some(OsStr::from_bytes(path))
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs::File;
    use std::net::TcpListener;
    use std::os::fd::AsRawFd;
    use std::os::unix::net::UnixListener;

    use super::*;

    #[test]
    fn files_and_sockets_are_open() {
        let file = File::open("/dev/null").unwrap();
        let socket = TcpListener::bind("127.0.0.1:0").unwrap();
        assert!(is_open(file.as_raw_fd()));
        assert!(is_open(socket.as_raw_fd()));
        assert!(!is_open(-1));
        assert!(!is_open(i32::MAX));
    }

    #[test]
    fn a_listener_is_found_by_its_place() {
        let tcp = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = tcp.local_addr().unwrap().port();
        assert!(listens_at(tcp.as_raw_fd(), ListenAddress::Port(port)));
        assert!(listens_at(tcp.as_raw_fd(), ListenAddress::Port(0)));
        assert!(!listens_at(tcp.as_raw_fd(), ListenAddress::Port(port ^ 1)));
        assert!(!listens_at(tcp.as_raw_fd(), ListenAddress::Path(b"")));

        let path = std::env::temp_dir().join(format!("czmq-{}.socket", std::process::id()));
        let local = UnixListener::bind(&path).unwrap();
        std::fs::remove_file(&path).unwrap();
        let path = path.as_os_str().as_encoded_bytes();
        assert!(listens_at(local.as_raw_fd(), ListenAddress::Path(path)));
        assert!(!listens_at(
            local.as_raw_fd(),
            ListenAddress::Path(&path[..path.len() - 1])
        ));
        assert!(!listens_at(local.as_raw_fd(), ListenAddress::Port(0)));
    }
}
