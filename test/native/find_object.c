/* The unwinder of a GCC built for glibc asks glibc's _dl_find_object which unwind tables an address has. Linked with musl
 * instead (musl-gcc, or a cross compiler with musl's specs), it needs this one. Unused with glibc, or with musl's own GCC. */
#define _GNU_SOURCE
#include <link.h>
#include <stdint.h>

#ifndef __GLIBC__

/* glibc's struct dl_find_object on x86-64 and arm64. */
struct find_object {
  unsigned long long flags;
  void *map_start, *map_end, *link_map, *eh_frame;
  unsigned long long reserved[7];
};

struct query {
  uintptr_t address;
  struct find_object* result;
};

static int on_object(struct dl_phdr_info* info, size_t size, void* arg) {
  struct query* query = arg;
  uintptr_t start = 0, end = 0, eh_frame = 0;
  (void)size;
  for (int i = 0; i < info->dlpi_phnum; i++) {
    const ElfW(Phdr)* segment = &info->dlpi_phdr[i];
    uintptr_t at = info->dlpi_addr + segment->p_vaddr;
    if (segment->p_type == PT_GNU_EH_FRAME) eh_frame = at;
    if (segment->p_type != PT_LOAD || query->address - at >= segment->p_memsz) continue;
    start = at;
    end = at + segment->p_memsz;
  }
  if (!start || !eh_frame) return 0;
  *query->result =
      (struct find_object){.map_start = (void*)start, .map_end = (void*)end, .eh_frame = (void*)eh_frame};
  return 1;
}

int _dl_find_object(void* address, struct find_object* result);
int _dl_find_object(void* address, struct find_object* result) {
  struct query query = {(uintptr_t)address, result};
  return dl_iterate_phdr(on_object, &query) ? 0 : -1;
}

#endif

typedef int not_empty; /* ISO C wants a declaration */
