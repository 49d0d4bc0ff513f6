//! File descriptors: what they are, and those that a service manager passed on.

use std::mem::{self, MaybeUninit};

use super::errno::Errno;

/// An integer option of a system socket.
fn socket_option(fd: i32, option: i32) -> Result<i32, Errno> {
    let mut value = 0;
    let mut size = size_of::<i32>() as libc::socklen_t;
    // SAFETY: the buffer is an integer of ours and its size is given.
    let rc = unsafe {
        libc::getsockopt(
            fd,
            libc::SOL_SOCKET,
            option,
            (&raw mut value).cast(),
            &mut size,
        )
    };
    Errno::check(rc).map(|_| value)
}

/// True if this number is an open descriptor of the process.
pub fn is_open(fd: i32) -> bool {
    // SAFETY: asks for the descriptor's flags, which takes no further argument.
    fd >= 0 && unsafe { libc::fcntl(fd, libc::F_GETFD) } != -1
}

/// Where a listening socket listens.
#[derive(Clone, Copy, Debug)]
pub enum Place<'a> {
    /// A TCP port, of any address; 0 is any port.
    Port(u16),
    /// The path of a local socket.
    Path(&'a [u8]),
}

/// The first descriptor that a service manager passed on (`LISTEN_PID`, `LISTEN_FDS`) for
/// listening at this place.
pub fn inherited_listener(place: Place<'_>) -> Option<i32> {
    const FIRST: i32 = 3;
    let variable = |name| std::env::var(name).ok()?.parse::<u32>().ok();
    if variable("LISTEN_PID")? != std::process::id() {
        return None;
    }
    let count = i32::try_from(variable("LISTEN_FDS")?).ok()?;
    let inherited = FIRST..FIRST.checked_add(count)?;
    // Programs that this one starts are not to inherit them in turn. What is not open was not
    // passed on, whatever the variables say.
    let inherited = inherited.take_while(|&fd| close_on_exec(fd).is_ok());
    // All of them, before the first that fits.
    let inherited: Vec<i32> = inherited.collect();
    inherited.into_iter().find(|&fd| listens_at(fd, place))
}

fn close_on_exec(fd: i32) -> Result<(), Errno> {
    // SAFETY: sets the descriptor's only flag.
    Errno::check(unsafe { libc::fcntl(fd, libc::F_SETFD, libc::FD_CLOEXEC) }).map(drop)
}

fn listens_at(fd: i32, place: Place<'_>) -> bool {
    if socket_option(fd, libc::SO_TYPE) != Ok(libc::SOCK_STREAM)
        || socket_option(fd, libc::SO_ACCEPTCONN) != Ok(1)
    {
        return false;
    }
    // SAFETY: an all-zero address is valid.
    let mut address: libc::sockaddr_storage = unsafe { MaybeUninit::zeroed().assume_init() };
    let mut size = size_of::<libc::sockaddr_storage>() as libc::socklen_t;
    // SAFETY: the buffer is ours and its size is given.
    if unsafe { libc::getsockname(fd, (&raw mut address).cast(), &mut size) } == -1 {
        return false;
    }
    match (i32::from(address.ss_family), place) {
        (libc::AF_INET | libc::AF_INET6, Place::Port(port)) => {
            // SAFETY: the port stands at the same place in the addresses of both families.
            let address: &libc::sockaddr_in = unsafe { &*(&raw const address).cast() };
            port == 0 || u16::from_be(address.sin_port) == port
        }
        (libc::AF_UNIX, Place::Path(path)) => {
            // SAFETY: the family says that it is such an address.
            let address: &libc::sockaddr_un = unsafe { &*(&raw const address).cast() };
            let start = mem::offset_of!(libc::sockaddr_un, sun_path);
            let length = (size as usize).saturating_sub(start);
            address
                .sun_path
                .iter()
                .take(length)
                .map(|&byte| byte as u8)
                .take_while(|&byte| byte != 0)
                .eq(path.iter().copied())
        }
        _ => false,
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
        assert!(listens_at(tcp.as_raw_fd(), Place::Port(port)));
        assert!(listens_at(tcp.as_raw_fd(), Place::Port(0)));
        assert!(!listens_at(tcp.as_raw_fd(), Place::Port(port ^ 1)));
        assert!(!listens_at(tcp.as_raw_fd(), Place::Path(b"")));

        let path = std::env::temp_dir().join(format!("czmq-{}.socket", std::process::id()));
        let local = UnixListener::bind(&path).unwrap();
        std::fs::remove_file(&path).unwrap();
        let path = path.as_os_str().as_encoded_bytes();
        assert!(listens_at(local.as_raw_fd(), Place::Path(path)));
        assert!(!listens_at(
            local.as_raw_fd(),
            Place::Path(&path[..path.len() - 1])
        ));
        assert!(!listens_at(local.as_raw_fd(), Place::Port(0)));
    }
}
