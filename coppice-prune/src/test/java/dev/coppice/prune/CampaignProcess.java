package dev.coppice.prune;

import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.internal.PausePoint;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CountDownLatch;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** A process of its own that executes the shop's policy as often as it is told to: it can be killed. See {@link Child}. */
public final class CampaignProcess {
    private CampaignProcess() {}

    /**
     * Says {@code ready}, then reads orders line by line: archive folder, the place where it says {@code here} and stands for
     * ever, and how often it passes that place first. After each it says {@code ended} and the state, or {@code refused} and
     * the code. The arguments are address, user and password.
     */
    public static void main(String[] args) throws IOException {
        obey(order -> executed(args, order));
    }

    /** Says {@code ready}, then answers each line of orders, word by word, with a line. */
    static void obey(Orders work) throws IOException {
        try (var orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            System.out.println("ready");
            for (var order = orders.readLine(); order != null; order = orders.readLine()) {
                System.out.println(work.answer(order.split(" ", -1)));
            }
        }
    }

    /** What is done with an order. */
    @FunctionalInterface
    interface Orders {
        String answer(String[] order);
    }

    /** Says {@code here} and stands for ever at a place that has been passed so many times. */
    static PausePoint standing(String wanted, int passes) {
        var left = new int[] {passes};
        return place -> {
            if (place.equals(wanted) && left[0]-- <= 0) {
                System.out.println("here");
                stand();
            }
        };
    }

    /** A data source that passes a place before each connection. */
    static DataSource announcing(String url, String user, String password, PausePoint place) {
        var source = new PGSimpleDataSource() {
            private static final long serialVersionUID = 1L;

            @Override
            public Connection getConnection() throws SQLException {
                place.reached("connection");
                return super.getConnection();
            }
        };
        source.setUrl(url);
        source.setUser(user);
        source.setPassword(password);
        source.setApplicationName("child");
        return source;
    }

    /** Executes as an order says; what it says at the end. */
    static String executed(String[] args, String[] order) {
        var stands = standing(order[1], Integer.parseInt(order[2]));
        try {
            var report = Shop.campaigns(announcing(args[0], args[1], args[2], stands), stands)
                    .execute(Shop.archived(Path.of(order[0])).build(), Shop.OPTIONS, CampaignListener.NONE);
            return "ended " + report.campaign().state() + " "
                    + report.campaign().stoppedBy().orElse("");
        } catch (CoppiceException refused) {
            return "refused " + refused.code();
        }
    }

    private static void stand() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
