/* The assembly half of the ABI that selector.h picked; assembles to nothing where there is none. */
#include "selector.h"

#ifndef GP_SWITCH_UNSUPPORTED
#include GP_SWITCH_ABI_FILE
#endif

/* Without this note the linker makes every stack of the process executable. */
#if defined(__linux__) && defined(__ELF__)
.section .note.GNU-stack, "", %progbits
#endif
