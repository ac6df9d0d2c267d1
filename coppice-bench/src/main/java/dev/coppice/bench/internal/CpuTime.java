package dev.coppice.bench.internal;

import java.time.Duration;
import java.util.Optional;

/** The processor time of processes on this machine, as the operating system counts it. */
public final class CpuTime {
    private CpuTime() {}

    /** That of this JVM. */
    public static Duration ofThisProcess() {
        return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /** That of a server process; empty unless a process of PostgreSQL has this number here. */
    static Optional<Duration> ofServer(int pid) {
        return ProcessHandle.of(pid)
                .map(ProcessHandle::info)
                .filter(info ->
                        info.command().filter(path -> path.contains("postgres")).isPresent())
                .flatMap(ProcessHandle.Info::totalCpuDuration);
    }
}
