/* The C half of the ABI that selector.h picked. Plain C, so that it builds with a C compiler alone (musl-gcc). */
#include "switch.h"

#ifdef GP_SWITCH_UNSUPPORTED

int gp_switch_supported(const char** why) {
  if (why) *why = GP_SWITCH_UNSUPPORTED;
  return 0;
}

#else

#include GP_SWITCH_ABI_FILE

/* The processor keeps its own copy of every return address there and faults on a `ret` that disagrees, so a thread with a
 * shadow stack would need one for each stack of ours. */
int gp_switch_supported(const char** why) {
  if (!gp_shadow_stack_active()) return 1;
  if (why) *why = "a hardware shadow stack (" GP_SHADOW_STACK_NAME ") is active on this thread";
  return 0;
}

#endif
