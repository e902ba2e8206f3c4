/* switch.c as a platform without an ABI file, or a packager who leaves it out, compiles it. */
#define GP_SWITCH_UNSUPPORTED "left out by the build"
#define gp_switch_supported left_out_supported
#include "../../native/switch/switch.c"
