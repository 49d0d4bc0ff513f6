//  zconfig: configuration trees and files (ZPL)

#ifndef ZCONFIG_H_INCLUDED
#define ZCONFIG_H_INCLUDED

#ifdef __cplusplus
extern "C" {
#endif

//  --- functions, generated from src/edge/zconfig.rs
//  --- end of the generated functions

#ifdef __cplusplus
}
#endif

#endif
