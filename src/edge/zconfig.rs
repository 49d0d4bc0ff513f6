//! zconfig: configuration trees and files (ZPL).
