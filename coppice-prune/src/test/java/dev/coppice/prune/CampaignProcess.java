package dev.coppice.prune;

import dev.coppice.ops.internal.PausePoint;
import dev.coppice.testkit.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.postgresql.ds.PGSimpleDataSource;

/** A process of its own that executes a policy: it can be killed. */
public final class CampaignProcess {
    private CampaignProcess() {}

    /**
     * Executes and ends; the arguments are address, user, password, archive folder, and the place where it says
     * {@code here} and stands for ever, with how often it passes it first.
     */
    public static void main(String[] args) {
        var source = new PGSimpleDataSource();
        source.setUrl(args[0]);
        source.setUser(args[1]);
        source.setPassword(args[2]);
        var passes = Integer.parseInt(args[5]);
        var left = new int[] {passes};
        PausePoint stands = place -> {
            if (place.equals(args[4]) && left[0]-- <= 0) {
                System.out.println("here");
                stand();
            }
        };
        var policy = Shop.archived(Path.of(args[3])).build();
        Shop.campaigns(source, stands).execute(policy, Shop.OPTIONS, CampaignListener.NONE);
        System.out.println("ended");
    }

    static Process start(TestDatabase db, Path folder, String place, int passes) throws IOException {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var process = new ProcessBuilder(
                java,
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Dorg.jooq.no-logo=true",
                "-Dorg.jooq.no-tips=true",
                CampaignProcess.class.getName(),
                db.url(),
                db.user(),
                Optional.of(db.password()).filter(word -> !word.isEmpty()).orElse("none"),
                folder.toString(),
                place,
                String.valueOf(passes));
        process.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        return process.redirectErrorStream(true).start();
    }

    private static void stand() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
