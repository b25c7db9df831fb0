// The workshop's own firmware for an Arduino Uno: a small Firmata 2.x, readable in one sitting.
//
// Protocol: https://github.com/firmata/protocol (protocol.md), the parts a lesson needs: digital in and out,
// pull-ups, PWM, analog in, reporting, capability, analog mapping and pin state queries. No library beyond the
// Arduino core. Where the protocol leaves a choice, this sketch does as StandardFirmata does, but for one thing:
// digital pins start as inputs, not as outputs, so that nothing wired to a fresh board is ever shorted.

#include <avr/sleep.h>

const byte FIRST_PIN = 2;  // 0 and 1 carry the serial line
const byte FIRST_ANALOG_PIN = A0;
const byte PIN_COUNT = 20;
const byte PORT_COUNT = 3;  // Firmata's ports: pins 0-7, 8-15, 16-23
const byte ANALOG_COUNT = 6;

// Commands: high nibble with a port or a channel in the low one, or a whole byte.
const byte ANALOG_MESSAGE = 0xE0;
const byte DIGITAL_MESSAGE = 0x90;
const byte REPORT_ANALOG = 0xC0;
const byte REPORT_DIGITAL = 0xD0;
const byte START_SYSEX = 0xF0;
const byte SET_PIN_MODE = 0xF4;
const byte SET_DIGITAL_PIN_VALUE = 0xF5;
const byte END_SYSEX = 0xF7;
const byte REPORT_VERSION = 0xF9;
const byte SYSTEM_RESET = 0xFF;

// Sysex commands.
const byte ANALOG_MAPPING_QUERY = 0x69;
const byte ANALOG_MAPPING_RESPONSE = 0x6A;
const byte CAPABILITY_QUERY = 0x6B;
const byte CAPABILITY_RESPONSE = 0x6C;
const byte PIN_STATE_QUERY = 0x6D;
const byte PIN_STATE_RESPONSE = 0x6E;
const byte EXTENDED_ANALOG = 0x6F;
const byte REPORT_FIRMWARE = 0x79;
const byte SAMPLING_INTERVAL = 0x7A;

// Pin modes.
const byte MODE_INPUT = 0;
const byte MODE_OUTPUT = 1;
const byte MODE_ANALOG = 2;
const byte MODE_PWM = 3;
const byte MODE_PULLUP = 11;

const byte PROTOCOL_MAJOR = 2;
const byte PROTOCOL_MINOR = 5;
const char FIRMWARE_NAME[] = "atelier_firmata.ino";
const unsigned int DEFAULT_INTERVAL = 19;  // milliseconds, as StandardFirmata

byte pinModes[PIN_COUNT];
int pinValues[PIN_COUNT];  // what was last written: 0 or 1, or a PWM value
byte reportedPorts;        // one bit a port
byte reportedChannels;     // one bit an analog channel
byte lastPortValues[PORT_COUNT];
unsigned int samplingInterval;  // milliseconds
unsigned long lastSample;

// ---- what a pin can do ----

bool isUsable(byte pin) { return pin >= FIRST_PIN && pin < PIN_COUNT; }

bool isAnalog(byte pin) { return pin >= FIRST_ANALOG_PIN && pin < PIN_COUNT; }

bool isPwm(byte pin) { return isUsable(pin) && digitalPinHasPWM(pin); }

bool isInput(byte pin) { return pinModes[pin] == MODE_INPUT || pinModes[pin] == MODE_PULLUP; }

// ---- sending ----

void sendSevenBits(int value) {  // 14 bits as two 7-bit bytes, low one first
  Serial.write(value & 0x7F);
  Serial.write((value >> 7) & 0x7F);
}

void sendVersion() {
  Serial.write(REPORT_VERSION);
  Serial.write(PROTOCOL_MAJOR);
  Serial.write(PROTOCOL_MINOR);
}

void sendFirmware() {
  Serial.write(START_SYSEX);
  Serial.write(REPORT_FIRMWARE);
  Serial.write(PROTOCOL_MAJOR);
  Serial.write(PROTOCOL_MINOR);
  for (byte i = 0; FIRMWARE_NAME[i] != '\0'; i++) {
    sendSevenBits(FIRMWARE_NAME[i]);
  }
  Serial.write(END_SYSEX);
}

void sendCapability(byte mode, byte bits) {
  Serial.write(mode);
  Serial.write(bits);
}

void sendCapabilities() {
  Serial.write(START_SYSEX);
  Serial.write(CAPABILITY_RESPONSE);
  for (byte pin = 0; pin < PIN_COUNT; pin++) {
    if (isUsable(pin)) {
      sendCapability(MODE_INPUT, 1);
      sendCapability(MODE_PULLUP, 1);
      sendCapability(MODE_OUTPUT, 1);
    }
    if (isAnalog(pin)) {
      sendCapability(MODE_ANALOG, 10);
    }
    if (isPwm(pin)) {
      sendCapability(MODE_PWM, 8);
    }
    Serial.write(0x7F);
  }
  Serial.write(END_SYSEX);
}

void sendAnalogMapping() {
  Serial.write(START_SYSEX);
  Serial.write(ANALOG_MAPPING_RESPONSE);
  for (byte pin = 0; pin < PIN_COUNT; pin++) {
    Serial.write(isAnalog(pin) ? pin - FIRST_ANALOG_PIN : 0x7F);
  }
  Serial.write(END_SYSEX);
}

void sendPinState(byte pin) {
  Serial.write(START_SYSEX);
  Serial.write(PIN_STATE_RESPONSE);
  Serial.write(pin);
  if (pin < PIN_COUNT) {
    Serial.write(pinModes[pin]);
    sendSevenBits(pinValues[pin]);
  }
  Serial.write(END_SYSEX);
}

void sendAnalog(byte channel) {
  Serial.write(ANALOG_MESSAGE | channel);
  sendSevenBits(analogRead(channel));
}

byte readPort(byte port) {  // inputs only: an output bit reads 0
  byte value = 0;
  for (byte bit = 0; bit < 8; bit++) {
    byte pin = port * 8 + bit;
    if (isUsable(pin) && isInput(pin) && digitalRead(pin) == HIGH) {
      value |= 1 << bit;
    }
  }
  return value;
}

void sendPort(byte port, byte value) {
  lastPortValues[port] = value;
  Serial.write(DIGITAL_MESSAGE | port);
  sendSevenBits(value);
}

// ---- obeying ----

void reportAnalog(byte channel, bool on) {
  if (channel >= ANALOG_COUNT) {
    return;
  }
  bitWrite(reportedChannels, channel, on);
  if (on) {
    sendAnalog(channel);  // the first value at once, the next at each sampling interval
  }
}

void reportDigital(byte port, bool on) {
  if (port >= PORT_COUNT) {
    return;
  }
  bitWrite(reportedPorts, port, on);
  if (on) {
    sendPort(port, readPort(port));
  }
}

void applyMode(byte pin, byte mode) {
  switch (mode) {
    case MODE_INPUT:
      pinMode(pin, INPUT);
      break;
    case MODE_PULLUP:
      pinMode(pin, INPUT_PULLUP);
      break;
    case MODE_OUTPUT:
      digitalWrite(pin, LOW);
      pinMode(pin, OUTPUT);
      break;
    case MODE_PWM:
      pinMode(pin, OUTPUT);
      analogWrite(pin, 0);
      break;
    case MODE_ANALOG:
      pinMode(pin, INPUT);
      break;
  }
}

bool hasMode(byte pin, byte mode) {
  switch (mode) {
    case MODE_INPUT:
    case MODE_PULLUP:
    case MODE_OUTPUT:
      return isUsable(pin);
    case MODE_PWM:
      return isPwm(pin);
    case MODE_ANALOG:
      return isAnalog(pin);
  }
  return false;
}

void setPinMode(byte pin, byte mode) {
  if (!hasMode(pin, mode)) {
    return;
  }
  if (isPwm(pin)) {
    digitalWrite(pin, LOW);  // frees the pin from its timer: pinMode alone does not
  }
  pinModes[pin] = mode;
  pinValues[pin] = mode == MODE_PULLUP ? 1 : 0;  // the protocol's "state" of an input is its pull-up
  applyMode(pin, mode);
  if (isAnalog(pin)) {
    reportAnalog(pin - FIRST_ANALOG_PIN, mode == MODE_ANALOG);
  }
}

void writeDigital(byte pin, bool level) {
  if (isUsable(pin) && pinModes[pin] == MODE_OUTPUT) {
    pinValues[pin] = level;
    digitalWrite(pin, level);
  }
}

void writePort(byte port, byte value) {
  for (byte bit = 0; bit < 8; bit++) {
    writeDigital(port * 8 + bit, bitRead(value, bit));
  }
}

void writePwm(byte pin, int value) {
  if (isPwm(pin) && pinModes[pin] == MODE_PWM) {
    pinValues[pin] = constrain(value, 0, 255);
    analogWrite(pin, pinValues[pin]);
  }
}

void resetState() {
  reportedPorts = 0;
  samplingInterval = DEFAULT_INTERVAL;
  for (byte pin = FIRST_PIN; pin < PIN_COUNT; pin++) {
    if (isPwm(pin)) {
      digitalWrite(pin, LOW);
    }
    pinModes[pin] = isAnalog(pin) ? MODE_ANALOG : MODE_INPUT;
    pinValues[pin] = 0;
    applyMode(pin, pinModes[pin]);
  }
  reportedChannels = 0;
}

// ---- understanding what arrives ----

byte command;         // the message being received, 0 for none
byte expected;        // data bytes it takes
byte received;        // data bytes it has
byte data[2];
bool inSysex;
byte sysex[16];
byte sysexLength;

int fromSevenBits(byte low, byte high) { return low | (high << 7); }

void runSysex() {
  switch (sysex[0]) {
    case REPORT_FIRMWARE:
      sendFirmware();
      break;
    case CAPABILITY_QUERY:
      sendCapabilities();
      break;
    case ANALOG_MAPPING_QUERY:
      sendAnalogMapping();
      break;
    case PIN_STATE_QUERY:
      if (sysexLength >= 2) {
        sendPinState(sysex[1]);
      }
      break;
    case EXTENDED_ANALOG:
      if (sysexLength >= 4) {
        writePwm(sysex[1], fromSevenBits(sysex[2], sysex[3]));
      }
      break;
    case SAMPLING_INTERVAL:
      if (sysexLength >= 3) {
        samplingInterval = max(1, fromSevenBits(sysex[1], sysex[2]));
      }
      break;
  }
}

byte family(byte status) {  // a command without its port or channel
  return status < START_SYSEX ? status & 0xF0 : status;
}

void runCommand() {
  byte number = command & 0x0F;
  switch (family(command)) {
    case DIGITAL_MESSAGE:
      writePort(number, fromSevenBits(data[0], data[1]));
      break;
    case ANALOG_MESSAGE:
      writePwm(number, fromSevenBits(data[0], data[1]));
      break;
    case REPORT_ANALOG:
      reportAnalog(number, data[0]);
      break;
    case REPORT_DIGITAL:
      reportDigital(number, data[0]);
      break;
    case SET_PIN_MODE:
      setPinMode(data[0], data[1]);
      break;
    case SET_DIGITAL_PIN_VALUE:
      writeDigital(data[0], data[1]);
      break;
    case REPORT_VERSION:
      sendVersion();
      break;
    case SYSTEM_RESET:
      resetState();
      break;
  }
}

byte dataBytes(byte status) {
  switch (family(status)) {
    case REPORT_ANALOG:
    case REPORT_DIGITAL:
      return 1;
    case REPORT_VERSION:
    case SYSTEM_RESET:
      return 0;
    default:
      return 2;
  }
}

void startMessage(byte status) {
  inSysex = status == START_SYSEX;
  sysexLength = 0;
  received = 0;
  command = inSysex ? 0 : status;
  expected = dataBytes(status);
  if (!inSysex && expected == 0) {
    runCommand();
    command = 0;
  }
}

void takeData(byte value) {
  if (inSysex) {
    if (sysexLength < sizeof sysex) {
      sysex[sysexLength++] = value;
    }
  } else if (command != 0) {
    data[received++] = value;
    if (received == expected) {
      runCommand();
      command = 0;
    }
  }
}

void takeByte(byte value) {
  if (value == END_SYSEX) {
    if (inSysex && sysexLength > 0) {
      runSysex();
    }
    inSysex = false;
  } else if (value >= 0x80) {
    startMessage(value);
  } else {
    takeData(value);
  }
}

// ---- telling what changes ----

void reportPorts() {
  for (byte port = 0; port < PORT_COUNT; port++) {
    if (bitRead(reportedPorts, port)) {
      byte value = readPort(port);
      if (value != lastPortValues[port]) {
        sendPort(port, value);
      }
    }
  }
}

void reportChannels() {
  unsigned long now = millis();
  if (now - lastSample < samplingInterval) {
    return;
  }
  lastSample = now;
  for (byte channel = 0; channel < ANALOG_COUNT; channel++) {
    if (bitRead(reportedChannels, channel)) {
      sendAnalog(channel);
    }
  }
}

// Sleep until the next interrupt: a byte that arrives, or the timer behind millis(), every 1.024 ms. It saves
// current on the real board, and work for the computer that emulates it.
void rest() {
  set_sleep_mode(SLEEP_MODE_IDLE);
  noInterrupts();
  if (Serial.available() == 0) {
    sleep_enable();
    interrupts();  // takes effect after the next instruction: no byte slips in between
    sleep_cpu();
    sleep_disable();
  }
  interrupts();
}

void setup() {
  Serial.begin(57600);
  resetState();
  sendVersion();
  sendFirmware();
}

void loop() {
  while (Serial.available() > 0) {
    takeByte(Serial.read());
  }
  reportPorts();
  reportChannels();
  rest();
}
