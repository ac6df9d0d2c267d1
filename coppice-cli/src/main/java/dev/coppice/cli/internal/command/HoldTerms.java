package dev.coppice.cli.internal.command;

import dev.coppice.cli.internal.connect.Call;
import dev.coppice.control.Act;
import dev.coppice.control.HoldRequest;
import dev.coppice.control.HoldTarget;
import dev.coppice.server.document.HoldDocument;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** On whose behalf something is held, and until when. */
public final class HoldTerms {
    @Option(
            names = "--origin",
            defaultValue = "command line",
            paramLabel = "TEXT",
            description = "The case or system behind it.")
    String origin = "";

    @Option(names = "--until", paramLabel = "TIME", description = "When it ends by itself, as in 2027-01-31T00:00:00Z.")
    @Nullable
    Instant until;

    /** A hold on these terms. */
    public HoldRequest on(HoldTarget target, Act act) {
        var wanted = HoldRequest.on(target, origin, act);
        return until == null ? wanted : wanted.until(until);
    }

    /** The call of a server with these terms. */
    public Call addTo(Call call, Act act) {
        return call.with("reason", act.reason())
                .with("origin", origin)
                .with("until", until == null ? null : until.toString());
    }

    /** What was placed, in a sentence. */
    public static String sentence(HoldDocument hold) {
        return "Hold " + hold.id() + " is in force: " + hold.target() + ".";
    }
}
