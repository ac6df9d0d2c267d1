package dev.coppice.cli.internal.pruning;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Ctrl-C and SIGTERM while a campaign runs: the first asks for an end after the chunk under way, the second ends the process
 * at once. A shutdown hook could not tell the second from the first, so the signals themselves are taken. The class that does
 * it is in every JDK and in no standard: where it is missing, Ctrl-C ends the process at once, which loses nothing either.
 */
public final class StopSignals implements AutoCloseable {
    private static final String SIGNAL = "sun.misc.Signal";
    private static final String HANDLER = "sun.misc.SignalHandler";
    private static final int ENDED_BY_INTERRUPT = 130;

    private final AtomicBoolean asked = new AtomicBoolean();
    private final Map<Object, Object> before = new LinkedHashMap<>();
    private final Runnable told;

    private StopSignals(Runnable told) {
        this.told = told;
    }

    /** Takes the signals until closed; {@code told} is called at the first. */
    public static StopSignals take(Runnable told) {
        var signals = new StopSignals(told);
        for (var name : List.of("INT", "TERM")) {
            signals.take(name);
        }
        return signals;
    }

    /** Whether somebody wants the process to end. */
    public boolean asked() {
        return asked.get();
    }

    private void take(String name) {
        try {
            var signal = Class.forName(SIGNAL).getConstructor(String.class).newInstance(name);
            before.put(signal, handle(signal, handler()));
        } catch (ReflectiveOperationException | IllegalArgumentException absent) {
            LoggerFactory.getLogger(StopSignals.class).debug("signal {} is not taken", name, absent);
        }
    }

    @SuppressWarnings("ReferenceEquality") // a proxy is equal to itself alone
    private Object handler() throws ClassNotFoundException {
        var type = Class.forName(HANDLER);
        InvocationHandler caught = (proxy, method, arguments) -> switch (method.getName()) {
            case "handle" -> {
                caught();
                yield null;
            }
            case "equals" -> proxy == arguments[0];
            case "hashCode" -> System.identityHashCode(proxy);
            default -> "stop after the chunk";
        };
        return Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, caught);
    }

    private static @Nullable Object handle(Object signal, @Nullable Object handler)
            throws ReflectiveOperationException {
        return Class.forName(SIGNAL)
                .getMethod("handle", signal.getClass(), Class.forName(HANDLER))
                .invoke(null, signal, handler);
    }

    private void caught() {
        if (asked.getAndSet(true)) {
            Runtime.getRuntime().halt(ENDED_BY_INTERRUPT);
        }
        told.run();
    }

    @Override
    public void close() {
        before.forEach((signal, handler) -> {
            try {
                handle(signal, handler);
            } catch (ReflectiveOperationException impossible) {
                throw new IllegalStateException("it was taken before", impossible);
            }
        });
    }
}
