/* Stack switching, the lowest layer of the `switch` engine: no V8, no allocation, no thread-local state.
 *
 * Files: selector.h picks the ABI; x86_64_sysv.h and arm64_aapcs.h each hold one ABI, in the same order (frame layout,
 * assembly, stack maker, shadow-stack query); abi.S assembles the chosen one, switch.c compiles its C half.
 * Test: test/native/ (node scripts/test-native.mjs). */
#ifndef GREENPATCH_SWITCH_H
#define GREENPATCH_SWITCH_H

#include "selector.h"

#ifdef __cplusplus
extern "C" {
#endif

/* 1 if stacks can be switched on the calling thread. Otherwise 0 and, when `why` is not null, a text in *why (static
 * storage) that says what is in the way. A hardware shadow stack is a property of a thread: ask on each. */
int gp_switch_supported(const char** why);

/* Not declared where GP_SWITCH_UNSUPPORTED is defined: a use there is an error of the compiler, not of the user's process.
 * Hidden, so that calls go straight and two copies of the addon in one process never share them. */
#ifndef GP_SWITCH_UNSUPPORTED

/* Saves the registers and floating-point control state that the ABI wants preserved on the current stack, stores the stack
 * pointer in *save_sp, continues the stack that load_sp names. Returns on a switch back to *save_sp.
 *
 * load_sp comes from gp_make_stack or from a save_sp of an earlier switch, and is good for one switch. It may have been
 * saved by another thread; the caller's code must then not keep addresses of thread-local variables across the call. */
__attribute__((visibility("hidden"))) void gp_switch(void** save_sp, void* load_sp);

/* Prepares a fresh stack that grows down from `top` (any address; aligned here, nothing at or above it is written) so that
 * the first gp_switch to the result calls entry(arg), with the floating-point control state that the caller has now.
 * Writes less than 256 bytes, so a stack with that much room can be made. `entry` must not return: the process traps.
 * Unwinders see nothing above entry's caller; an exception that leaves `entry` ends in std::terminate. */
__attribute__((visibility("hidden"))) void* gp_make_stack(void* top, void (*entry)(void*), void* arg);

#endif /* GP_SWITCH_UNSUPPORTED */

#ifdef __cplusplus
}
#endif

#endif
