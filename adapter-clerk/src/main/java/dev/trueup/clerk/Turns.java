package dev.trueup.clerk;

import java.time.Duration;

/** How requests take their turn. Thread-safe. */
interface Turns {

    /** Nobody waits and nothing is counted. */
    Turns NONE = new Turns() {
        @Override
        public void await() {}

        @Override
        public void failed(Failure failure) {}

        @Override
        public void waits(Duration time) {}
    };

    /** Returns when a try may be sent, which then has to be. */
    void await() throws InterruptedException;

    /** A try failed. */
    void failed(Failure failure);

    /** The next try waits this long because Clerk asked for it. */
    void waits(Duration time);
}
