/* What registers_<abi>.S offers: the things that only assembly can see. */
#ifndef GREENPATCH_TEST_REGISTERS_H
#define GREENPATCH_TEST_REGISTERS_H

/* Callee-saved registers besides the stack pointer, in the order in which they are loaded and stored. */
#if defined(__x86_64__)
#define CALLEE_SAVED 6 /* rbx, rbp, r12 to r15 */
#else
#define CALLEE_SAVED 19 /* x19 to x28, fp, d8 to d15 */
#endif

#ifndef __ASSEMBLER__
#include <stdint.h>

/* Loads every callee-saved register from `in`, calls gp_switch(save_sp, load_sp), and stores them all to `out` when that
 * returns. A register that was saved or loaded in another's place shows, as all values differ. */
void registers_switch(void** save_sp, void* load_sp, const uint64_t* in, uint64_t* out);

/* An entry function in assembly: notes the stack and frame pointer that it is called with, then calls entry_probed(arg). */
struct entry_probe {
  uint64_t sp, fp;
};
void entry_probe(void* probe);
void entry_probed(void* probe); /* the test's; doesn't return */

#if defined(__x86_64__)
/* Sets or clears the trap flag: while it is set, SIGTRAP follows every instruction. */
void trap_flag(int on);
#endif
#endif

#endif
