-- Excel's sandbox lets VBA start a program only through a script in this folder. Excel waits for this one, and Python waits for Excel:
-- so Python runs behind it. What VBA hands over, separated by |: interpreter, command, workbook, Excel, log, title, what to say if it fails.
on PressButton(fields)
	set AppleScript's text item delimiters to "|"
	set {interpreter, pythonCommand, workbookName, excelPath, logFile, dialogTitle, failureText} to text items of fields
	set AppleScript's text item delimiters to ""
	set arguments to {interpreter, "-B", "-I", "-u", "-W", "ignore", "-c", pythonCommand, "--wb=" & workbookName, "--from_xl=1", "--app=" & excelPath}
	set runPython to ""
	repeat with argument in arguments
		set runPython to runPython & quoted form of (contents of argument) & " "
	end repeat
	set runPython to runPython & "> /dev/null 2> " & quoted form of logFile
	set sayFailure to "osascript -e 'on run argv' -e 'display alert (item 1 of argv) message (item 2 of argv)' -e 'end run' " & quoted form of dialogTitle & " " & quoted form of failureText
	do shell script "(" & runPython & " || " & sayFailure & ") > /dev/null 2>&1 &"
	return 0
end PressButton
