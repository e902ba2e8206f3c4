// An addon that tells callgrind what to count. Node-API's functions are declared here, so that no headers of Node are needed and one file
// serves every Node line.
#include <stddef.h>
#include <valgrind/callgrind.h>

typedef void* Value;
typedef Value (*Callback)(void* env, void* info);
int napi_create_function(void* env, const char* name, size_t length, Callback fn, void* data, Value* result);
int napi_set_named_property(void* env, Value object, const char* name, Value value);

// Counts from here on, from 0. Until the first call callgrind counts nothing, which is faster.
static Value Begin(void* env, void* info) {
  CALLGRIND_START_INSTRUMENTATION;
  CALLGRIND_ZERO_STATS;
  return NULL;
}

// Writes what has been counted to the next file.
static Value End(void* env, void* info) {
  CALLGRIND_DUMP_STATS;
  return NULL;
}

static void Add(void* env, Value exports, const char* name, size_t length, Callback fn) {
  Value function = NULL;
  napi_create_function(env, name, length, fn, NULL, &function);
  napi_set_named_property(env, exports, name, function);
}

__attribute__((visibility("default"))) Value napi_register_module_v1(void* env, Value exports) {
  Add(env, exports, "begin", 5, Begin);
  Add(env, exports, "end", 3, End);
  return exports;
}
