#pragma once
// Ctrl-C посеред роботи: прапорець сигналу один на процес, тож роботу виконує дитина.

#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <thread>

#include "base/error.h"
#include "base/interrupt.h"

namespace techmarket::support {

/// Виконує work у дитині, яка за мить дістає SIGINT. @return код завершення: 0 — work вернула interrupted
template <class Work>
int interrupted_child(const Work& work) {
  const pid_t child = ::fork();
  if (child == 0) {
    install_interrupt_handler();
    std::thread([] {
      std::this_thread::sleep_for(std::chrono::milliseconds(300));
      ::kill(::getpid(), SIGINT);
    }).detach();
    const Status status = work();
    ::_exit(!status && status.error().kind == ErrorKind::interrupted ? 0 : 1);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

}  // namespace techmarket::support
