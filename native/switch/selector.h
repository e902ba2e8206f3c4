/* Picks the ABI file by the compiler's predefined macros. Read by C, C++ and the assembler, so it holds macros only.
 *
 * Where no ABI file fits, GP_SWITCH_UNSUPPORTED says why, in words a user can read: the addon still builds there and runs
 * its portable engine. A packager may define it too (-DGP_SWITCH_UNSUPPORTED='"reason"') to leave this layer out. */
#ifndef GREENPATCH_SWITCH_SELECTOR_H
#define GREENPATCH_SWITCH_SELECTOR_H

#if defined(GP_SWITCH_UNSUPPORTED)
/* decided by the build */
#elif !defined(__linux__)
#define GP_SWITCH_UNSUPPORTED "stack switching is written for Linux only"
#elif defined(__x86_64__) && defined(__LP64__)
#define GP_SWITCH_ABI "x86-64 System V"
#define GP_SWITCH_ABI_FILE "x86_64_sysv.h"
#elif defined(__aarch64__) && defined(__LP64__)
#define GP_SWITCH_ABI "arm64 AAPCS64"
#define GP_SWITCH_ABI_FILE "arm64_aapcs.h"
#else
#define GP_SWITCH_UNSUPPORTED "stack switching is written for 64-bit x86-64 and arm64 only"
#endif

#if defined(GP_SWITCH_UNSUPPORTED)
#define GP_SWITCH_ABI "none"
#endif

#endif
