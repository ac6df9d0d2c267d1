package dev.coppice.cli.internal.pruning;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Ctrl-C and SIGTERM: the first asks for an end in order, as after the chunk under way, the second ends the process at once. A shutdown hook could not tell the second from the first, so the signals themselves are taken. The class that does
 * it is in every JDK and in no standard: where it is missing, Ctrl-C ends the process at once, which loses nothing either.
 */
public final class StopSignals implements AutoCloseable {
    private static final String SIGNAL = "sun.misc.Signal";
    private static final String HANDLER = "sun.misc.SignalHandler";
    private static final int ENDED_BY = 128;
    private static final int INTERRUPT = 2;
    private static final AtomicReference<@Nullable StopSignals> CURRENT = new AtomicReference<>();

    private final AtomicBoolean asked = new AtomicBoolean();
    private final Map<Object, Object> before = new LinkedHashMap<>();
    private final IntConsumer told;
    private final @Nullable StopSignals outer;

    private StopSignals(IntConsumer told) {
        this.told = told;
        this.outer = CURRENT.getAndSet(this);
    }

    /** Takes the signals until closed; {@code told} is called at the first. Who had taken them before hears of it too, and first. */
    public static StopSignals take(Runnable told) {
        return take((int number) -> told.run());
    }

    /** Takes the signals for as long as the process lives: it exits at the first, after {@code told}. */
    public static void toExit(Runnable told) {
        take((int number) -> {
            told.run();
            // It does not return, and who took the signals later hears of this one next.
            new Thread(() -> System.exit(ENDED_BY + number), "coppice-exit-1").start();
        });
    }

    private static StopSignals take(IntConsumer told) {
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
                caught((int) Class.forName(SIGNAL).getMethod("getNumber").invoke(arguments[0]));
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

    private void caught(int number) {
        if (asked.getAndSet(true)) {
            Runtime.getRuntime().halt(ENDED_BY + INTERRUPT);
        }
        if (outer != null) {
            outer.caught(number);
        }
        told.accept(number);
    }

    @Override
    public void close() {
        CURRENT.compareAndSet(this, outer);
        before.forEach((signal, handler) -> {
            try {
                handle(signal, handler);
            } catch (ReflectiveOperationException impossible) {
                throw new IllegalStateException("it was taken before", impossible);
            }
        });
    }
}
