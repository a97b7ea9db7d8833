
' Procedures added to the module that xlwings ships.

Private Function IsConnected() As Boolean
    On Error Resume Next
    XLPy.SetAttr XLPy.Module("xlwings._xlwindows"), "BOOK_CALLER", CallerBook()
    IsConnected = (Err.Number = 0)
    On Error GoTo 0
End Function

' The settings are ASCII. On Windows read by an object that takes a path of any letters.
Private Function ConfigText() As String
    #If Mac Then
        Dim FileNumber As Integer, Entry As String
        FileNumber = FreeFile
        Open GetConfigFilePath() For Input As #FileNumber
        Do While Not EOF(FileNumber)
            Line Input #FileNumber, Entry
            ConfigText = ConfigText & Entry & vbLf
        Loop
        Close #FileNumber
    #Else
        With CreateObject("Scripting.FileSystemObject").OpenTextFile(GetConfigFilePath(), 1)
            ConfigText = .ReadAll
            .Close
        End With
    #End If
End Function

' Letters beyond ASCII stand in the settings as <U+4E2D>, four digits each.
Private Function Decoded(ByVal Text As String) As String
    Dim Place As Long
    Place = InStr(Text, "<U+")
    Do While Place > 0
        Text = Left$(Text, Place - 1) & ChrW$(CLng("&H1" & Mid$(Text, Place + 3, 4)) - 65536) & Mid$(Text, Place + 8)
        Place = InStr(Place + 1, Text, "<U+")
    Loop
    Decoded = Text
End Function
