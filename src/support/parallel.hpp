#pragma once

#include <cstddef>
#include <functional>

namespace slipway {

/// Runs task(0) .. task(count - 1) on as many threads as the machine has processors, and waits for all. Where
/// some fail, the error of the lowest index is thrown, so that the same input gives the same message; tasks
/// that have not begun by then are left out.
void parallel_for(std::size_t count, const std::function<void(std::size_t)>& task);

/// The same on at most `threads` threads: for tasks that wait for a network and need no processor.
void parallel_for(std::size_t count, std::size_t threads, const std::function<void(std::size_t)>& task);

}  // namespace slipway
