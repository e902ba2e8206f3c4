// Reads of this process's own memory that can't fault, for the probes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

namespace greenpatch {

// The calling thread's blocks of thread-local storage: of the executable and of every loaded library.
struct TlsBlock {
  char* base;
  size_t bytes;
};
std::vector<TlsBlock> ThreadLocalBlocks();

class MemoryMap {
 public:
  MemoryMap();
  ~MemoryMap();
  MemoryMap(const MemoryMap&) = delete;
  MemoryMap& operator=(const MemoryMap&) = delete;
  bool readable() const { return readable_; }
  // Copies up to `bytes` from `address`; returns how many could be read.
  size_t Read(const void* address, void* out, size_t bytes) const;
  // Copies as many whole words from `start` as can be read, up to `bytes`.
  std::vector<uintptr_t> Words(const void* start, size_t bytes) const;
  // Takes the mapping around `address` out of what PointersIn follows.
  void Exclude(const void* address);
  // Calls `see` with everything that can be read within `reach` bytes behind one of these pointers, which are in ascending order:
  // in pieces of a page at most, each byte once.
  void Behind(const std::vector<uintptr_t>& pointers, size_t reach,
              const std::function<void(uintptr_t address, const char* copy, size_t bytes)>& see) const;
  // Every aligned word in [start, start + bytes) that points into a private writable mapping, once each.
  std::vector<uintptr_t> PointersIn(const void* start, size_t bytes) const;

 private:
  struct Range {
    uintptr_t from, to;
  };
  static std::vector<Range> Pieces(const std::vector<uintptr_t>& pointers, size_t reach);
  size_t ReadPieces(const Range* pieces, size_t count, char* out) const;
  size_t ReadThroughPipe(const void* address, void* out, size_t bytes) const;
  bool Writable(uintptr_t address) const;
  const std::vector<Range>& WritableRanges() const;
  const int self_;  // the process
  std::vector<uintptr_t> excluded_;
  mutable std::vector<Range> writable_;  // read when first needed
  bool readable_ = false;
  int pipe_[2] = {-1, -1};  // open where process_vm_readv is not permitted
};

}  // namespace greenpatch
