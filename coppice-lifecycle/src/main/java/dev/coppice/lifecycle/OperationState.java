package dev.coppice.lifecycle;

import java.util.Locale;

/** How a teardown stands. */
public enum OperationState {
    /** Under way, or waiting for its next try. */
    RUNNING,
    /** A step failed too often: a person has to retry, resolve or cancel. */
    PARKED,
    /** The resource is deprovisioned; best-effort steps are still being tried. */
    RESIDUAL,
    /** Everything is gone. */
    SUCCEEDED,
    /** It ended, and a person took it upon themselves to leave something behind, or to say that what nobody sees is gone. */
    PARTIAL,
    /** Called off before anything was destroyed. */
    CANCELLED;

    /** As it is stored and shown. */
    public String stored() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether nothing more will happen. */
    public boolean ended() {
        return this == SUCCEEDED || this == PARTIAL || this == CANCELLED;
    }
}
