package dev.coppice.server.internal.http;

import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.Effect;
import dev.coppice.ops.Fault;
import dev.coppice.ops.Fault.Kind;
import dev.coppice.ops.Retry;
import dev.coppice.server.ServerConfig.Limits;
import dev.coppice.server.internal.access.Secret;
import io.javalin.http.Context;
import java.util.HexFormat;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/** Keeps many callers, and one who asks too much, from taking the server away from the rest. Safe for any thread. */
final class Crowd {
    private static final String HEALTH = "/health/";

    private final RateLimit rate;
    private final Semaphore free;
    private final int most;

    Crowd(Limits limits) {
        this.rate = new RateLimit(limits, System::nanoTime);
        this.free = new Semaphore(limits.atOnce());
        this.most = limits.atOnce();
    }

    /**
     * Lets a request in that is not one too many, before anything is looked up for it. Health is always told.
     *
     * @throws CoppiceException {@code access.too-fast}, {@code server.too-busy}
     */
    Reply admit(Context context, Supplier<Reply> answer) {
        if (context.path().startsWith(HEALTH)) {
            return answer.get();
        }
        rate.require(caller(context));
        if (!free.tryAcquire()) {
            throw tooBusy();
        }
        try {
            return answer.get();
        } finally {
            free.release();
        }
    }

    /** A caller is what it presents, good or bad; only who presents nothing is its address. */
    private static String caller(Context context) {
        var credential = context.header("Authorization");
        if (credential == null) {
            credential = context.cookie(SessionCookie.NAME);
        }
        return credential == null ? context.ip() : HexFormat.of().formatHex(new Secret(credential).hash());
    }

    private CoppiceException tooBusy() {
        return Fault.of("server.too-busy", Kind.UNAVAILABLE)
                .refused("The request was not carried out.")
                .found("So many requests as this server carries out at once, " + most + ", are under way.")
                .changed("Nothing was changed.")
                .next("Send it again in a moment.")
                .leaving(Effect.NONE, Retry.SAFE)
                .exception();
    }
}
