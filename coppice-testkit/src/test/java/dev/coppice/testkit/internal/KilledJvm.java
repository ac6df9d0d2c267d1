package dev.coppice.testkit.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;

/** A JVM with an embedded server, made to be killed: says where its server is, then waits for its end. */
final class KilledJvm {
    private KilledJvm() {}

    public static void main(String[] arguments) throws IOException {
        System.out.println(
                EmbeddedServer.start(new ServerFolders(Path.of(arguments[0]))).url());
        while (true) {
            LockSupport.park();
        }
    }
}
