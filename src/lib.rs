//! The C edge of libczmq.so.4: what `<czmq.h>` declares, one file per class.
//!
//! An exported function converts its arguments, calls a safe function of the same verb below, and
//! converts the result. The [contract](czmq_c_abi#the-contract) that all of them rely on is stated
//! once, with the conversions.

// Exported names and handle types are CZMQ's.
#![allow(non_camel_case_types)]
// One contract stands for all of them.
#![allow(clippy::missing_safety_doc)]

pub mod abi;
pub mod argument;
pub mod http;
mod on_load;
pub mod picture;
pub mod private;
pub mod zactor;
pub mod zargs;
pub mod zarmour;
pub mod zauth;
pub mod zbeacon;
pub mod zcert;
pub mod zcertstore;
pub mod zchunk;
pub mod zclock;
pub mod zconfig;
pub mod zdigest;
pub mod zdir;
pub mod zdir_patch;
pub mod zfile;
pub mod zframe;
pub mod zgossip;
pub mod zgossip_msg;
pub mod zhash;
pub mod zhashx;
pub mod zhttp_client;
pub mod zhttp_request;
pub mod zhttp_response;
pub mod zhttp_server;
pub mod zhttp_server_options;
pub mod ziflist;
pub mod zlist;
pub mod zlistx;
pub mod zloop;
pub mod zmonitor;
pub mod zmsg;
pub mod zosc;
pub mod zpoller;
pub mod zproc;
pub mod zproxy;
pub mod zrex;
pub mod zsock;
pub mod zsock_option;
pub mod zstr;
pub mod zsys;
pub mod ztimerset;
pub mod ztrie;
pub mod zuuid;
