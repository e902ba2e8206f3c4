/* gp_switch_supported: what it says here, and what it would say elsewhere. For that, switch.c is compiled twice more: with
 * a kernel that answers as the test wants, and with the layer left out by the build. */
#define _GNU_SOURCE
#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "tap.h"

static long asked_number, asked_option;
static int kernel_knows;
static unsigned long kernel_status;

static long fake_syscall(long number, long option, unsigned long* status, ...) {
  asked_number = number;
  asked_option = option;
  if (!kernel_knows) {
    errno = EINVAL;
    return -1;
  }
  *status = kernel_status;
  return 0;
}

#define gp_switch_supported asked_of_fake_kernel
#define gp_make_stack unused_second_maker
#define syscall fake_syscall
#undef GREENPATCH_SWITCH_H
#include "../../native/switch/switch.c"
#undef gp_switch_supported
#undef gp_make_stack
#undef syscall

int left_out_supported(const char** why); /* left_out.c */

static void here(void) {
  const char* why = NULL;
  CHECK(gp_switch_supported(&why) == 1);
  CHECK(why == NULL);
  CHECK(gp_switch_supported(NULL) == 1);
#if defined(__x86_64__)
  CHECK(strcmp(GP_SWITCH_ABI, "x86-64 System V") == 0);
  uint64_t shadow_stack_pointer = 0; /* stays, on a processor or thread without one */
  __asm__ volatile("rdsspq %0" : "+r"(shadow_stack_pointer));
  CHECK(shadow_stack_pointer == 0);
#else
  CHECK(strcmp(GP_SWITCH_ABI, "arm64 AAPCS64") == 0);
#endif
}

static void shadow_stack(void) {
  const char* why = NULL;
  kernel_knows = 1;
  kernel_status = 1 | 1 << 1; /* enabled, and writes to it too */
  CHECK(asked_of_fake_kernel(&why) == 0);
  CHECK(why && strstr(why, "shadow stack") && strstr(why, GP_SHADOW_STACK_NAME));
  CHECK(asked_of_fake_kernel(NULL) == 0);
#if defined(__x86_64__)
  CHECK(asked_number == SYS_arch_prctl && asked_option == 0x5005);
#else
  CHECK(asked_number == SYS_prctl && asked_option == 74);
#endif
  kernel_status = 0;
  CHECK(asked_of_fake_kernel(NULL) == 1);
}

static void older_kernel(void) {
  const char* why = NULL;
  kernel_knows = 0;
  kernel_status = 1;
  errno = 0;
  CHECK(asked_of_fake_kernel(&why) == 1 && why == NULL);
  CHECK(errno == 0);
}

static void left_out(void) {
  const char* why = NULL;
  CHECK(left_out_supported(&why) == 0);
  CHECK(why && strcmp(why, "left out by the build") == 0);
  CHECK(left_out_supported(NULL) == 0);
}

void test_supported(void) {
  tap_run("switching is supported on this thread, and the processor agrees", here);
  tap_run("an active shadow stack is a refusal that names it", shadow_stack);
  tap_run("a kernel that does not know shadow stacks is no refusal", older_kernel);
  tap_run("a build without the layer says why", left_out);
}
